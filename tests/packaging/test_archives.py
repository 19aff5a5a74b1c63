"""An archive unpacks to exactly what went in, and is the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

EPOCH = 1_700_000_000


@pytest.fixture
def archives() -> Any:
    import archives

    return archives


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program, a library and a link to it, an empty folder, unusual letters, a hard link."""
    root = tmp_path / "made"
    (root / "_internal/Qt").mkdir(parents=True)
    (root / "leer").mkdir()
    (root / "aw-qt").write_bytes(b"#!/bin/sh\n")
    (root / "aw-qt").chmod(0o700)
    (root / "_internal/Qt/libA.so.5").write_bytes(b"library" * 1000)
    (root / "_internal/Qt/libA.so.5").chmod(0o600)
    (root / "_internal/libA.so.5").symlink_to("Qt/libA.so.5")
    (root / "_internal/façade.txt").write_text("ü", encoding="utf-8")
    os.link(root / "_internal/façade.txt", root / "_internal/zweite.txt")
    return root


WRITERS = [("write_zip", "made.zip"), ("write_tar_xz", "made.tar.xz")]


def tree(root: Path) -> dict[str, tuple[int, str]]:
    """Path → (mode, content or link target)."""
    found = {}
    for path in root.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            found[path.relative_to(root).as_posix()] = (stat.S_IFLNK, str(path.readlink()))
        else:
            found[path.relative_to(root).as_posix()] = (mode, "" if path.is_dir() else path.read_bytes().hex())
    return found


@pytest.mark.parametrize(("writer", "name"), WRITERS)
def test_links_stay_links_and_programs_stay_executable(
    archives: Any, folder: Path, tmp_path: Path, writer: str, name: str
) -> None:
    getattr(archives, writer)(folder, tmp_path / name, "top", EPOCH)
    archives.unpack(tmp_path / name, tmp_path / "out")

    seen = tree(tmp_path / "out/top")
    assert seen["_internal/libA.so.5"] == (stat.S_IFLNK, "Qt/libA.so.5")
    assert stat.S_IMODE(seen["aw-qt"][0]) == 0o755
    assert stat.S_IMODE(seen["_internal/Qt/libA.so.5"][0]) == 0o644
    assert stat.S_ISDIR(seen["leer"][0])
    assert {path: content for path, (_, content) in seen.items()} == {
        path: content for path, (_, content) in tree(folder).items()
    }


@pytest.mark.parametrize(("writer", "name"), WRITERS)
def test_the_same_folder_gives_the_same_bytes(
    archives: Any, folder: Path, tmp_path: Path, writer: str, name: str
) -> None:
    digests = set()
    for number, when in enumerate([1_600_000_000, 1_650_000_000]):
        for path in folder.rglob("*"):
            os.utime(path, (when, when), follow_symlinks=False)
        (folder / "_internal").chmod(0o700 if number else 0o755)
        target = tmp_path / f"{number}-{name}"
        getattr(archives, writer)(folder, target, "top", EPOCH)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_linked_library_is_stored_once(archives: Any, folder: Path, tmp_path: Path) -> None:
    archives.write_zip(folder, tmp_path / "made.zip", "top", EPOCH)
    with zipfile.ZipFile(tmp_path / "made.zip") as packed:
        sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    assert sizes["top/_internal/libA.so.5"] == len("Qt/libA.so.5")
    assert sizes["top/_internal/Qt/libA.so.5"] == 7000


def test_the_tar_file_names_nobody(archives: Any, folder: Path, tmp_path: Path) -> None:
    archives.write_tar_xz(folder, tmp_path / "made.tar.xz", "top", EPOCH)
    with tarfile.open(tmp_path / "made.tar.xz") as packed:
        members = packed.getmembers()
    assert {(m.uid, m.gid, m.uname, m.gname, m.mtime) for m in members} == {(0, 0, "root", "root", EPOCH)}
    assert {m.type for m in members} == {tarfile.DIRTYPE, tarfile.REGTYPE, tarfile.SYMTYPE}


def test_a_time_before_the_zip_format_is_lifted_to_its_first(archives: Any, folder: Path, tmp_path: Path) -> None:
    archives.write_zip(folder, tmp_path / "made.zip", "top", 0)
    with zipfile.ZipFile(tmp_path / "made.zip") as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert time.gmtime(0).tm_year == 1970


def test_checksums_are_what_sha256sum_reads(archives: Any, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("two")
    (tmp_path / "a").write_text("one")
    archives.write_checksums([tmp_path / "b", tmp_path / "a"], tmp_path / "sums")
    assert [line.split()[1] for line in (tmp_path / "sums").read_text().splitlines()] == ["a", "b"]
    assert subprocess.run(["sha256sum", "--check", "--quiet", "sums"], cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "a").write_text("tampered")
    checked = subprocess.run(["sha256sum", "--check", "sums"], cwd=tmp_path, check=False, capture_output=True)
    assert checked.returncode == 1
