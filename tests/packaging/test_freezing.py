"""What goes into the frozen folder, what must come from the host, what may be stripped."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the library rule is about ELF files")


@pytest.fixture
def freezing() -> Any:
    import freezing

    return freezing


@pytest.mark.parametrize(
    "dest",
    [
        "libpython3.11.so.1.0",
        "libssl.so.3",
        "libxcb-icccm.so.4",
        "libxkbcommon-x11.so.0",
        "libQt5Core.so.5",
        "libicudata.so.56",
        "PyQt5/Qt5/lib/libQt5XcbQpa.so.5",
        "PyQt5/Qt5/plugins/platforms/libqxcb.so",
        "PyQt5/Qt5/plugins/platforms/libqwayland-generic.so",
        "PyQt5/QtCore.abi3.so",
        "PyQt5/sip.cpython-311-x86_64-linux-gnu.so",
        "python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so",
        "numpy.libs/libscipy_openblas64_-ff651d7f.so",
        "aw_server/static/index.html",
        "PyQt5\\Qt5\\plugins\\platforms\\qwindows.dll",
        "PyQt5\\Qt5\\bin\\Qt5Widgets.dll",
    ],
)
def test_what_the_programs_need_goes_in(freezing: Any, dest: str) -> None:
    assert freezing.keep(dest)


@pytest.mark.parametrize(
    "dest",
    [
        # the host's own
        "libc.so.6",
        "libGL.so.1",
        "libfontconfig.so.1",
        "libfreetype.so.6",
        "libharfbuzz.so.0",
        "libdrm.so.2",
        "libwayland-client.so.0",
        "libglib-2.0.so.0",
        "libgio-2.0.so.0",
        "libstdc++.so.6",
        "libX11.so.6",
        "libxcb.so.1",
        "libz.so.1",
        # nobody has decided about it
        "libkrb5.so.3",
        "libreadline.so.8",
        # Qt that the tray does not use
        "libQt5Qml.so.5",
        "PyQt5/Qt5/lib/libQt5Network.so.5",
        "PyQt5/QtNetwork.abi3.so",
        "PyQt5/Qt5/plugins/platforms/libqeglfs.so",
        "PyQt5/Qt5/plugins/platformthemes/libqgtk3.so",
        "PyQt5/Qt5/translations/qtbase_de.qm",
        "PyQt5\\Qt5\\bin\\opengl32sw.dll",
    ],
)
def test_the_rest_stays_out(freezing: Any, dest: str) -> None:
    assert not freezing.keep(dest)


def test_no_library_is_both_inside_and_the_hosts(freezing: Any) -> None:
    assert [name for name in freezing.HOST_LIBRARIES if freezing.may_be_inside(name)] == []


def test_nothing_of_ours_imports_what_is_left_out(freezing: Any) -> None:
    left_out = set(freezing.EXCLUDED_MODULES) - set(freezing.DRIVERS)
    sources = [file for base in ("", "bundle") for file in sorted((freezing.ROOT / base).glob("aw_*/**/*.py"))]
    assert len(sources) > 50
    breaches = []
    for file in sources:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            parents = {".".join(name.split(".")[:depth]) for name in named for depth in range(1, 9)}
            breaches += [f"{file.name}:{node.lineno} {name}" for name in sorted(parents & left_out)]
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in {"np", "numpy"}
            ):
                breaches += [f"{file.name}:{node.lineno} {node.attr}"] if f"numpy.{node.attr}" in left_out else []
    assert breaches == []


@pytest.mark.parametrize(
    ("dest", "may"),
    [
        ("_internal/libpython3.11.so.1.0", True),
        ("_internal/PyQt5/Qt5/lib/libQt5Gui.so.5", True),
        ("_internal/PyQt5/QtGui.abi3.so", True),
        ("_internal/numpy.libs/libscipy_openblas64_-ff651d7f.so", False),
        ("_internal/numpy.libs/_x.cpython-311-x86_64-linux-gnu.so", False),
        ("_internal/libssl.so.3", False),
        ("aw-qt", False),
    ],
)
def test_only_listed_libraries_are_stripped(freezing: Any, dest: str, may: bool) -> None:
    assert freezing.may_strip(dest) is may


@LINUX
def test_a_library_nobody_decided_about_breaks_the_rule(freezing: Any, tmp_path: Path) -> None:
    import elf

    source = Path(sys.executable).resolve()
    assert elf.is_elf(source)
    shutil.copyfile(source, tmp_path / "libodd.so.1")
    problems = freezing.problems(tmp_path)
    assert "libodd.so.1 may not be inside" in problems


@LINUX
def test_a_need_that_nobody_meets_breaks_the_rule(
    freezing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(shutil.which("true") or "", tmp_path / "program")
    assert freezing.problems(tmp_path) == []
    monkeypatch.delitem(freezing.HOST_LIBRARIES, "libc.so.6")
    assert "program needs libc.so.6, which is on neither list" in freezing.problems(tmp_path)


def test_the_tray_knows_the_package_of_every_library_it_may_miss(freezing: Any) -> None:
    from aw_qt.qtparts import DEBIAN_PACKAGES

    named = {name: entry.debian for name, entry in freezing.HOST_LIBRARIES.items() if not entry.headless}
    assert set(named) == set(DEBIAN_PACKAGES)
    assert {name: package for name, package in DEBIAN_PACKAGES.items() if package not in named[name]} == {}


def test_the_guide_names_every_library_of_the_host(freezing: Any) -> None:
    guide = (freezing.ROOT / "docs/installing.md").read_text(encoding="utf-8")
    packages = {entry.debian.split(" | ")[-1] for entry in freezing.HOST_LIBRARIES.values()}
    assert sorted(package for package in packages if package not in guide) == []


def test_every_program_of_the_project_gets_a_launcher(freezing: Any, tmp_path: Path) -> None:
    entries = freezing.programs(freezing.project())
    assert next(iter(entries)) == "aw-qt"
    assert set(entries) == {"aw-qt", "aw-server", "aw-watcher-afk", "aw-watcher-window", "aw-client", "aw-cli"}
    written = freezing.write_launchers(tmp_path, entries)
    assert "from aw_server.main import main" in written["aw-server"].read_text()
    assert len({path.name for path in written.values()}) == len(entries)


def test_a_launcher_gives_a_windowed_program_streams(freezing: Any, tmp_path: Path) -> None:
    written = freezing.write_launchers(tmp_path, {"aw-x": "platform:python_version"})
    code = compile(written["aw-x"].read_text(), "launcher", "exec")
    streams = sys.stdout, sys.stderr
    try:
        sys.stdout = sys.stderr = None  # type: ignore[assignment]
        exec(code, {"__name__": "launcher"})
        print("written to nowhere, without an error")
        opened = sys.stdout, sys.stderr
    finally:
        sys.stdout, sys.stderr = streams
    for stream in opened:
        assert stream is not None
        stream.close()
