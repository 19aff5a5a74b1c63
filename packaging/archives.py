"""Archives of a folder that unpack to exactly that folder, and are the same bytes each time. Standard library only.

Symbolic links stay links (a plain recursive zip stores linked libraries twice), programs stay executable, owners and
times of the building machine stay at home.
"""

from __future__ import annotations

import hashlib
import stat
import tarfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

_EARLIEST_ZIP = 315_532_800  # 1980-01-01: the format knows nothing before


def contents(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every folder, file and link below `folder` with its path relative to it, in a fixed order; links not followed."""
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        yield path, path.relative_to(folder).as_posix()


def mode_of(path: Path) -> int:
    """File type and permissions as the archive keeps them: 0755 for folders and programs, 0644 for the rest."""
    if path.is_symlink():
        return stat.S_IFLNK | 0o777
    if path.is_dir():
        return stat.S_IFDIR | 0o755
    return stat.S_IFREG | (0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def write_zip(folder: Path, target: Path, top: str, epoch: int) -> None:
    """Write `folder` as `top/…` into a zip file. `epoch`: the time of every entry, seconds since 1970."""
    when = time.gmtime(max(epoch, _EARLIEST_ZIP))[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, name in [(folder, ""), *contents(folder)]:
            mode = mode_of(path)
            entry = zipfile.ZipInfo(f"{top}/{name}" + ("/" if stat.S_ISDIR(mode) and name else ""), when)
            entry.create_system = 3  # Unix: only then are the mode bits looked at
            entry.external_attr = mode << 16 | (0x10 if stat.S_ISDIR(mode) else 0)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _bytes(path, mode))


def _bytes(path: Path, mode: int) -> bytes:
    if stat.S_ISLNK(mode):
        return path.readlink().as_posix().encode()
    return b"" if stat.S_ISDIR(mode) else path.read_bytes()


def write_tar_xz(folder: Path, target: Path, top: str, epoch: int) -> None:
    """Write `folder` as `top/…` into a tar.xz file. `epoch` as for `write_zip`."""
    with tarfile.open(target, "w:xz", format=tarfile.PAX_FORMAT, preset=6) as archive:
        for path, name in [(folder, ""), *contents(folder)]:
            entry = archive.gettarinfo(path, f"{top}/{name}".rstrip("/"))
            if entry.islnk():  # a hard link within the folder: store the file
                entry = _as_file(entry, path)
            entry.mode = stat.S_IMODE(mode_of(path))
            entry.mtime = epoch
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            if entry.isreg():
                with path.open("rb") as file:
                    archive.addfile(entry, file)
            else:
                archive.addfile(entry)


def _as_file(entry: tarfile.TarInfo, path: Path) -> tarfile.TarInfo:
    entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
    return entry


def unpack(archive: Path, target: Path) -> None:
    """Unpack a zip or tar file as a desktop's archive program would: links and permissions included."""
    target.mkdir(parents=True, exist_ok=True)
    if archive.suffix != ".zip":
        with tarfile.open(archive) as tar:
            # Python before 3.11.4 has no filters, and takes everything as it is.
            tar.extraction_filter = getattr(tarfile, "tar_filter", lambda member, _path: member)
            tar.extractall(target)
        return
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            place, mode = target / entry.filename, entry.external_attr >> 16
            if entry.is_dir():
                place.mkdir(parents=True, exist_ok=True)
            elif stat.S_ISLNK(mode):
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(packed.read(entry).decode())
            else:
                packed.extract(entry, target)
                place.chmod(stat.S_IMODE(mode) or 0o644)


def write_checksums(files: Iterable[Path], target: Path) -> None:
    """A file that `sha256sum --check` reads, lying beside the files it speaks of."""
    lines = []
    for file in sorted(files):
        with file.open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {file.name}\n")
    target.write_text("".join(lines), encoding="utf-8")
