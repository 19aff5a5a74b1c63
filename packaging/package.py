#!/usr/bin/env python3
"""Freeze every program and make what people download: archives, packages, checksums, licences, bill of materials.

Run by `make package` with the project's own environment; the result lies in dist/. Standard library only, plus the
tools it starts: PyInstaller, and where they exist dpkg-deb, rpmbuild, appimagetool, dmgbuild, ISCC.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import archives
import freezing
import inventory

ROOT = freezing.ROOT
DIST = ROOT / "dist"
WORK = ROOT / "build/freeze"
FOLDER_BUDGET = 150_000_000
ARCHIVE_BUDGET = 50_000_000


@dataclass(frozen=True)
class Target:
    """What is made: version, system and architecture, as in the file names."""

    version: str
    system: str
    architecture: str

    @property
    def name(self) -> str:
        """`activitywatch-0.14.0-linux-x86_64`."""
        return f"activitywatch-{self.version}-{self.system}-{self.architecture}"


def this_machine(version: str) -> Target:
    """The target of the machine this runs on."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    machine = platform.machine().lower()
    return Target(version, system, {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder-only", action="store_true", help="freeze, but make no archives and packages")
    parser.add_argument("--no-freeze", action="store_true", help="use the frozen folder that is there")
    parser.add_argument("--checksums", action="store_true", help="only write the checksums of what lies in dist/ again")
    options = parser.parse_args()
    target = this_machine(str(freezing.project()["version"]))
    if options.checksums:
        write_checksums(target)
        return 0
    epoch = release_time()
    try:
        if not options.no_freeze:
            freeze(epoch)
            describe(target, epoch)
        over = weigh(frozen())
        if not options.folder_only:
            over = [*over, *make_files(target, epoch)]
    except subprocess.CalledProcessError as error:
        return complain(f"this step failed with exit code {error.returncode}: {' '.join(map(str, error.cmd))}")
    return complain("; ".join(over)) if over else 0


def say(text: str) -> None:
    print(f"package: {text}", flush=True)


def complain(text: str) -> int:
    print(f"package: {text}", file=sys.stderr)
    return 1


def release_time() -> int:
    """SOURCE_DATE_EPOCH, else the time of the last commit: the same sources give the same archives."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return int(said or 1_600_000_000)


# --- Freezing --------------------------------------------------------------------------------------------------------


def frozen() -> Path:
    """The folder a person gets."""
    return DIST / "activitywatch"


def internals(folder: Path) -> list[Path]:
    """Where the frozen modules and their files lie in it; macOS parts them, code here and the rest there."""
    parts = folder / "ActivityWatch.app/Contents"
    return [parts / "Frameworks", parts / "Resources"] if parts.exists() else [folder / "_internal"]


def freeze(epoch: int) -> None:
    """Web page, then PyInstaller, then what stands beside the programs."""
    subprocess.run([sys.executable, str(ROOT / "bundle/aw-webui/build.py"), "--install-node"], check=True, cwd=ROOT)
    say("freezing")
    shutil.rmtree(frozen(), ignore_errors=True)
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "1"}
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    paths = ["--distpath", str(DIST), "--workpath", str(WORK)]
    subprocess.run([*command, *paths, str(ROOT / "activitywatch.spec")], check=True, cwd=ROOT, env=env)
    if sys.platform == "darwin":
        # A person gets the application, not the folder it was made of.
        shutil.rmtree(frozen())
        frozen().mkdir()
        shutil.move(DIST / "ActivityWatch.app", frozen() / "ActivityWatch.app")
    shutil.copyfile(ROOT / "LICENSE", frozen() / "LICENSE")


def describe(target: Target, epoch: int) -> None:
    """Licences into the folder, the bill of materials beside it."""
    found = inventory.components(internals(frozen()))
    inventory.write_licences(found, frozen() / "licenses")
    bill = inventory.bill_of_materials(found, target.version, epoch)
    (DIST / f"{target.name}.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")
    say(f"{len(found)} components from elsewhere, their licences in licenses/")


def weigh(folder: Path) -> list[str]:
    """Print the size and the ten largest files; returns what is over the budget."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    sizes = sorted(((path.stat().st_size, path) for path in files), reverse=True)
    total = sum(size for size, _ in sizes)
    say(f"the folder: {total / 1e6:.1f} MB in {len(sizes)} files (budget {FOLDER_BUDGET / 1e6:.0f}); the largest:")
    for size, path in sizes[:10]:
        print(f"  {size / 1e6:6.1f} MB  {path.relative_to(folder).as_posix()}")
    return [f"the folder is over its budget: {total} bytes"] if total > FOLDER_BUDGET else []


# --- Files for people ------------------------------------------------------------------------------------------------


def make_files(target: Target, epoch: int) -> list[str]:
    """Archives, then the packages of this system, then checksums; returns what is over the budget."""
    made = [DIST / f"{target.name}.zip", DIST / f"{target.name}.tar.xz"]
    archives.write_zip(frozen(), made[0], "activitywatch", epoch)
    archives.write_tar_xz(frozen(), made[1], "activitywatch", epoch)
    made += PACKAGERS[target.system](target, epoch)
    write_checksums(target)
    for file in made:
        say(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
    heavy = [file for file in made if file.stat().st_size > ARCHIVE_BUDGET and file.suffix == ".xz"]
    return [f"{file.name} is over its budget of {ARCHIVE_BUDGET} bytes" for file in heavy]


def write_checksums(target: Target) -> None:
    """The list of everything that was made for `target`."""
    listed = DIST / f"{target.name}.sha256"
    listed.unlink(missing_ok=True)
    archives.write_checksums([path for path in DIST.glob(f"{target.name}[.-]*") if path.is_file()], listed)


def linux(target: Target, epoch: int) -> list[Path]:
    """.deb, .rpm, AppDir and AppImage, each where its tool is at hand."""
    from linux import appimage, deb, rpm

    made = []
    for tool, suffix, build in (("dpkg-deb", "deb", deb.build), ("rpmbuild", "rpm", rpm.build)):
        file = DIST / f"{target.name}.{suffix}"
        file.unlink(missing_ok=True)
        if shutil.which(tool):
            build(frozen(), file, target.version, target.architecture, epoch)
            made.append(file)
        else:
            say(f"no {tool} here, so no .{suffix}")
    image = DIST / f"{target.name}.AppImage"
    appimage.appdir(frozen(), DIST / "ActivityWatch.AppDir")
    if appimage.build(DIST / "ActivityWatch.AppDir", image, target.version, epoch):
        made.append(image)
    else:
        say("no appimagetool here: the AppDir is ready, the AppImage is not made")
    return made


def windows(target: Target, epoch: int) -> list[Path]:
    """The installer, by Inno Setup."""
    compiler = shutil.which("ISCC") or shutil.which("iscc")
    if compiler is None:
        say("no Inno Setup here, so no installer")
        return []
    defines = [f"/DVersion={target.version}", f"/DSource={frozen()}", f"/O{DIST}", f"/F{target.name}-setup"]
    subprocess.run([compiler, "/Qp", *defines, str(ROOT / "packaging/windows/activitywatch.iss")], check=True)
    return [DIST / f"{target.name}-setup.exe"]


def macos(target: Target, epoch: int) -> list[Path]:
    """The disk image, by dmgbuild. Signing and notarising happen around this (docs/releasing.md)."""
    if importlib.util.find_spec("dmgbuild") is None:
        say("no dmgbuild here, so no disk image")
        return []
    image = DIST / f"{target.name}.dmg"
    settings = ROOT / "packaging/macos/dmg_settings.py"
    command = [sys.executable, "-m", "dmgbuild", "-s", str(settings), "-D", f"app={frozen() / 'ActivityWatch.app'}"]
    subprocess.run([*command, "ActivityWatch", str(image)], check=True)
    return [image]


PACKAGERS: dict[str, Callable[[Target, int], list[Path]]] = {"linux": linux, "windows": windows, "macos": macos}

if __name__ == "__main__":
    sys.exit(main())
