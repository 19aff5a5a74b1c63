"""What the packages for Linux ask for and where they put things."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A stand-in for the frozen folder."""
    folder = tmp_path / "frozen"
    (folder / "_internal").mkdir(parents=True, mode=0o700)
    for name in ("aw-qt", "aw-server", "aw-watcher-afk", "aw-watcher-window", "aw-client", "aw-cli"):
        (folder / name).write_text("program")
        (folder / name).chmod(0o700)
    (folder / "_internal/libssl.so.3").write_text("library")
    (folder / "_internal/libssl.so.3").chmod(0o700)
    return folder


def test_the_tree_has_commands_menu_entry_and_icons_but_starts_nothing(frozen: Path, tmp_path: Path) -> None:
    from linux import tree

    root = tmp_path / "root"
    tree.plant(frozen, root)
    command = root / "usr/bin/aw-watcher-afk"
    assert command.is_symlink()
    assert not command.readlink().is_absolute()
    assert command.read_text() == "program"
    assert "Exec=aw-qt" in (root / "usr/share/applications/aw-qt.desktop").read_text()
    assert (root / "usr/share/icons/hicolor/scalable/apps/activitywatch.svg").is_file()
    assert (root / "usr/share/icons/hicolor/48x48/apps/activitywatch.png").is_file()
    assert (root / "usr/share/icons/hicolor/symbolic/apps/activitywatch-symbolic.svg").is_file()
    assert list((root / "usr/share/metainfo").glob("*.metainfo.xml"))
    assert not (root / "etc").exists()


def test_programs_run_for_everybody_and_libraries_are_no_programs(frozen: Path, tmp_path: Path) -> None:
    from linux import tree

    root = tmp_path / "root"
    tree.plant(frozen, root)
    modes = {p.name: p.stat().st_mode & 0o777 for p in (root / tree.PROGRAMS_DIR).rglob("*")}
    assert modes["aw-qt"] == 0o755
    assert modes["_internal"] == 0o755
    assert modes["libssl.so.3"] == 0o644


def test_a_debian_package_depends_on_what_the_files_need(tmp_path: Path) -> None:
    from linux import requirements

    found = requirements.Requirements(("libGL.so.1", "libc.so.6", "libglib-2.0.so.0", "libm.so.6"), (2, 36))
    assert requirements.debian_depends(found) == [
        "libc6 (>= 2.36)",
        "libgl1",
        "libglib2.0-0t64 | libglib2.0-0",
        "tzdata",
    ]


def test_an_rpm_asks_for_libraries_by_name() -> None:
    from linux import requirements

    found = requirements.Requirements(("ld-linux-x86-64.so.2", "libGL.so.1", "libc.so.6"), (2, 36))
    assert requirements.rpm_requires(found) == [
        "libc.so.6(GLIBC_2.36)(64bit)",
        "libGL.so.1()(64bit)",
        "libc.so.6()(64bit)",
        "tzdata",
    ]


def test_the_appdir_has_what_its_format_asks_for(frozen: Path, tmp_path: Path) -> None:
    from linux import appimage

    folder = tmp_path / "App.AppDir"
    appimage.appdir(frozen, folder)
    assert (folder / "AppRun").stat().st_mode & 0o111
    for name in ("aw-qt.desktop", "activitywatch.svg", ".DirIcon"):
        assert (folder / name).is_symlink()
        assert (folder / name).is_file()


def test_the_changelog_of_the_package_can_be_read(tmp_path: Path) -> None:
    import gzip

    from linux import deb

    control: Any = deb._documents(tmp_path, "0.14.0", 1_700_000_000)
    assert control is None
    text = gzip.decompress((tmp_path / "usr/share/doc/activitywatch/changelog.gz").read_bytes()).decode()
    assert text.startswith("activitywatch (0.14.0) ")
    assert "Tue, 14 Nov 2023" in text
