"""Build the Debian package. Standard library and `dpkg-deb`."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import textwrap
from email.utils import formatdate
from pathlib import Path

import freezing
from linux import requirements, tree

MAINTAINER = "ActivityWatch contributors <activitywatch@localhost.invalid>"
SUMMARY = "records where your time goes, on this computer only"
DESCRIPTION = (
    "A tray icon starts a small local server and two watchers: one records which window is active, the other whether "
    "you are at the keyboard. A page in the browser shows the day. Nothing leaves the computer."
)
OVERRIDES = """\
# The programs bring their own Python and Qt along, in the versions they were tested with; see licenses/README.txt.
activitywatch: embedded-library
activitywatch: custom-library-search-path
# Frozen modules have no sources beside them that a maintainer script could compile.
activitywatch: package-installs-python-bytecode
# Some of Python's extension modules call nothing in libc.
activitywatch: library-not-linked-against-libc
activitywatch: shared-library-lacks-prerequisites
# Stripping numpy's bundled libraries breaks them; they come as their own project built them.
activitywatch: unstripped-binary-or-object
# The starter of the freezing tool is built as it is.
activitywatch: hardening-no-pie
"""


def build(frozen: Path, target: Path, version: str, architecture: str, epoch: int) -> None:
    """Write the package to `target`. `architecture`: as in file names (x86_64, arm64)."""
    root = target.with_suffix(".tree")
    shutil.rmtree(root, ignore_errors=True)
    tree.plant(frozen, root)
    _documents(root, version, epoch)
    control = root / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(_control(root, version, architecture), encoding="utf-8")
    (control / "md5sums").write_text(_sums(root), encoding="utf-8")
    tree.even_modes(root)
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(target)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    shutil.rmtree(root)


def _control(root: Path, version: str, architecture: str) -> str:
    depends = ", ".join(requirements.debian_depends(requirements.of_folder(root)))
    size = sum(file.lstat().st_size for file in root.rglob("*") if file.is_file()) // 1024
    fields = {
        "Package": "activitywatch",
        "Version": version,
        "Section": "utils",
        "Priority": "optional",
        "Architecture": {"x86_64": "amd64", "arm64": "arm64"}[architecture],
        "Installed-Size": str(size),
        "Depends": depends,
        "Recommends": "xdg-utils",
        "Maintainer": MAINTAINER,
        "Description": SUMMARY,
    }
    long = textwrap.fill(DESCRIPTION, 78, initial_indent=" ", subsequent_indent=" ")
    return "".join(f"{name}: {value}\n" for name, value in fields.items()) + long + "\n"


def _documents(root: Path, version: str, epoch: int) -> None:
    folder = root / "usr/share/doc/activitywatch"
    folder.mkdir(parents=True)
    (folder / "copyright").write_text(_copyright(), encoding="utf-8")
    day = formatdate(epoch)
    entry = f"activitywatch ({version}) unstable; urgency=medium\n\n  * See CHANGELOG.md of the project.\n\n"
    # No Debian revision in the version: the package is native, its changelog is called changelog.gz.
    with (folder / "changelog.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(f"{entry} -- {MAINTAINER}  {day}\n".encode())
    overrides = root / "usr/share/lintian/overrides"
    overrides.mkdir(parents=True)
    (overrides / "activitywatch").write_text(OVERRIDES, encoding="utf-8")


def _copyright() -> str:
    licence = (freezing.ROOT / "LICENSE").read_text(encoding="utf-8")
    body = "\n".join(f" {line}" if line.strip() else " ." for line in licence.splitlines())
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: ActivityWatch\n"
        "Comment: what comes along is listed in /usr/lib/activitywatch/licenses/README.txt, with the texts beside it.\n"
        "\nFiles: *\nCopyright: 2026 the ActivityWatch contributors\nLicense: MPL-2.0\n"
        f"\nLicense: MPL-2.0\n{body}\n"
    )


def _sums(root: Path) -> str:
    lines = []
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if file.is_file() and not file.is_symlink() and not name.startswith("DEBIAN/"):
            with file.open("rb") as stream:
                lines.append(f"{hashlib.file_digest(stream, 'md5').hexdigest()}  {name}\n")
    return "".join(lines)
