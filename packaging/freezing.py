"""The rules of the frozen folder: what goes in, what must come from the host, what may be stripped.

Pure rules but for `strip_folder`; the spec file applies them, the smoke test and the unit tests hold them.
Standard library only.
"""

from __future__ import annotations

import fnmatch
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import elf

ROOT = Path(__file__).resolve().parents[1]
GUI_PROGRAMS = ("aw-qt",)
"""The programs that show something; on Windows and macOS the others never open a console or a dock entry."""

DRIVERS = ("psycopg", "psycopg_binary", "pymongo", "bson", "gridfs", "dns", "mongomock")
"""Of database servers: extras that only pip installs, 13 MB with an OpenSSL of their own. Without them the server says
in a sentence what to install."""

EXCLUDED_MODULES = (
    # Parts of the standard library that only developers use. `readline` would also bring a GPL library in.
    *("tkinter", "unittest", "doctest", "pydoc", "pdb", "idlelib", "lib2to3", "turtledemo", "ensurepip"),
    *("readline", "curses", "_curses", "test", "xmlrpc", "venv"),
    # Build and test tools of the environment that freezes.
    *("setuptools", "pkg_resources", "pip", "wheel", "_distutils_hack", "pytest", "_pytest", "hypothesis", "mypy"),
    # Written for other Pythons, or for work in several processes, which nobody here does.
    *("_pydecimal", "multiprocessing"),
    # The query engine sorts, adds and compares columns; numpy loads these parts only when somebody asks for them.
    *("numpy.random", "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.f2py", "numpy.testing", "numpy.ctypeslib"),
    # Optional friends of our libraries that are never called: peewee's pool of drivers, werkzeug's debugger's.
    *("IPython", "watchdog", "cryptography", "OpenSSL", "pysqlite2", "pysqlite3", "psycopg2", "pymysql"),
    *DRIVERS,
    *("MySQLdb", "gevent", "greenlet", "yaml", "simplejson", "chardet", "socks", "brotli", "h2"),
)
"""Left out although something names them."""

# --- Qt: an allow-list, because every release of the wheel brings more ---------------------------------------------

QT_LIBRARIES = frozenset({"Core", "Gui", "Widgets", "DBus", "Svg", "XcbQpa", "WaylandClient"})
QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtDBus", "QtSvg", "sip"})
QT_PLUGINS = (
    # X11, Wayland by shared memory (the tray draws no OpenGL), no display (tests), Windows, macOS.
    *("platforms/*qxcb*", "platforms/*qwayland-generic*", "platforms/*qoffscreen*", "platforms/*qwindows*"),
    "platforms/*qcocoa*",
    "wayland-shell-integration/*xdg-shell.*",
    "wayland-decoration-client/*bradient*",
    # The desktop's own look and file windows; text input in languages that compose.
    *("platformthemes/*xdgdesktopportal*", "platforminputcontexts/*compose*", "platforminputcontexts/*ibus*"),
    *("styles/*windowsvista*", "styles/*mac*"),
    # Our icons are SVG.
    *("iconengines/*svgicon*", "imageformats/*qsvg*"),
)


def keep(dest: str) -> bool:
    """Whether the file goes into the bundle. `dest`: its path below `_internal`, slashes of any system."""
    path = PurePosixPath(dest.replace("\\", "/"))
    if "PyQt5" not in path.parts and not re.match(r"lib(Qt5|icu)", path.name):
        return may_be_inside(dest.replace("\\", "/"))
    if "translations" in path.parts or "qml" in path.parts or "qsci" in path.parts:
        return False
    if "plugins" in path.parts:
        inner = "/".join(path.parts[path.parts.index("plugins") + 1 :])
        return any(fnmatch.fnmatch(inner, pattern) for pattern in QT_PLUGINS)
    if named := re.match(r"(?:lib)?Qt5(\w+)\.(?:so|dll)", path.name):
        return named[1] in QT_LIBRARIES
    if framework := re.search(r"Qt(\w+)\.framework", dest):
        return framework[1] in QT_LIBRARIES
    if path.parent.name == "PyQt5" and (module := re.match(r"(Qt\w+|sip)\.", path.name)):
        return module[1] in QT_MODULES
    # Qt's OpenGL emulation for Windows: 25 MB for windows that draw none.
    return path.name not in {"opengl32sw.dll", "d3dcompiler_47.dll", "libEGL.dll", "libGLESv2.dll"}


# --- Libraries of the host (Linux) ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class HostLibrary:
    """A library that every desktop has and that must match the rest of the host.

    `debian`: the packages that have it, as a Depends field wants it. `headless`: needed without a display too.
    """

    debian: str
    headless: bool = False


HOST_LIBRARIES: dict[str, HostLibrary] = {
    # The C library and the compilers' run time: a newer host brings newer ones, which its other libraries need.
    "libc.so.6": HostLibrary("libc6", headless=True),
    "libm.so.6": HostLibrary("libc6", headless=True),
    "libdl.so.2": HostLibrary("libc6", headless=True),
    "libpthread.so.0": HostLibrary("libc6", headless=True),
    "librt.so.1": HostLibrary("libc6", headless=True),
    "libutil.so.1": HostLibrary("libc6", headless=True),
    "libnsl.so.1": HostLibrary("libc6", headless=True),
    "ld-linux-x86-64.so.2": HostLibrary("libc6", headless=True),
    "ld-linux-aarch64.so.1": HostLibrary("libc6", headless=True),
    "libz.so.1": HostLibrary("zlib1g", headless=True),
    "libstdc++.so.6": HostLibrary("libstdc++6"),
    "libgcc_s.so.1": HostLibrary("libgcc-s1"),
    # The graphics driver decides these.
    "libGL.so.1": HostLibrary("libgl1"),
    # Fonts: the host's configuration is written for the host's versions.
    "libfontconfig.so.1": HostLibrary("libfontconfig1"),
    "libfreetype.so.6": HostLibrary("libfreetype6"),
    # A second GLib in one process aborts it.
    "libglib-2.0.so.0": HostLibrary("libglib2.0-0t64 | libglib2.0-0"),
    "libgthread-2.0.so.0": HostLibrary("libglib2.0-0t64 | libglib2.0-0"),
    # The connection to the session bus, the X server and the compositor.
    "libdbus-1.so.3": HostLibrary("libdbus-1-3"),
    "libX11.so.6": HostLibrary("libx11-6"),
    "libX11-xcb.so.1": HostLibrary("libx11-xcb1"),
    "libXext.so.6": HostLibrary("libxext6"),
    "libxcb.so.1": HostLibrary("libxcb1"),
    "libwayland-client.so.0": HostLibrary("libwayland-client0"),
    "libwayland-cursor.so.0": HostLibrary("libwayland-cursor0"),
}
"""What must come from the host. Everything else a program needs is inside."""

INSIDE = re.compile(
    r"lib(python3\.\d+|Qt5(" + "|".join(sorted(QT_LIBRARIES)) + r")|icu(data|i18n|uc)|ssl|crypto|sqlite3|ffi|bz2|lzma|"
    r"expat|uuid|mpdec|"
    # Small ends of X that many desktops lack, and the keyboard pair that must match itself.
    r"xcb-(icccm|image|keysyms|randr|render|render-util|shape|shm|sync|util|xfixes|xinerama|xkb)|xkbcommon(-x11)?"
    r")\.so[.0-9]*$"
)
"""The shared libraries that may be inside, besides Python's extension modules, Qt's plug-ins and what wheels bring
along in `*.libs/`."""


def may_be_inside(dest: str) -> bool:
    """Whether a file below the bundle is no shared library of the system, or one that may come along."""
    path = PurePosixPath(dest)
    if not re.search(r"\.so(\.\d|$)", path.name) or any(part.endswith(".libs") for part in path.parts):
        return True
    return is_extension(path) or "plugins" in path.parts or INSIDE.match(path.name) is not None


def is_extension(path: PurePosixPath) -> bool:
    """Whether it is a Python extension module (`x.cpython-311-….so`, `x.abi3.so`)."""
    return bool(re.search(r"\.(cpython-\w+(-[\w-]+)?|abi3)\.so$", path.name))


def problems(folder: Path) -> list[str]:
    """Every breach of the library rule in a frozen folder, as sentences: a library inside that may not be, or one
    that is needed, not inside and not among the host's. Nobody has decided about the latter: see the lists above.
    """
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*"))}
    found = [f"{name} may not be inside" for name in files if not may_be_inside(name)]
    there = {file.name for file in files.values()}
    for name, file in files.items():
        if elf.is_elf(file):
            unknown = set(elf.needs(file).libraries) - there - set(HOST_LIBRARIES)
            found += [f"{name} needs {library}, which is on neither list" for library in sorted(unknown)]
    return found


# --- Stripping -----------------------------------------------------------------------------------------------------

STRIPPED = ("libpython3.*", "libsqlite3.so.*", "*.cpython-*.so", "*.abi3.so")
"""File names that lose their symbols, besides all of Qt; all others stay as they were built."""


def may_strip(dest: str) -> bool:
    """Whether `strip` may touch it. Never what a wheel brought in `*.libs/`: stripping breaks those."""
    path = PurePosixPath(dest)
    if any(part.endswith(".libs") for part in path.parts):
        return False
    return "Qt5" in path.parts or any(fnmatch.fnmatch(path.name, pattern) for pattern in STRIPPED)


def strip_folder(folder: Path) -> int:
    """Strip what may be stripped below `folder`; returns the bytes saved. Raises if `strip` fails."""
    saved = 0
    for file in sorted(folder.rglob("*")):
        if not elf.is_elf(file) or not may_strip(file.relative_to(folder).as_posix()):
            continue
        before = file.stat().st_size
        subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)
        saved += before - file.stat().st_size
    return saved


# --- Programs ------------------------------------------------------------------------------------------------------


def project(root: Path = ROOT) -> dict[str, object]:
    """The [project] table of pyproject.toml."""
    table: dict[str, object] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def programs(table: dict[str, object]) -> dict[str, str]:
    """Program name → "module:function", the tray first."""
    found: dict[str, str] = {}
    for kind in ("gui-scripts", "scripts"):
        part = table.get(kind, {})
        assert isinstance(part, dict)
        found.update(part)
    return found


_LAUNCHER = '''\
"""Starts the program {name}."""
import os
import sys

# A windowed program on Windows has no streams; argparse and logging write to them all the same.
for stream in ("stdout", "stderr"):
    if getattr(sys, stream) is None:
        setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))

from {module} import {function}

if __name__ == "__main__":
    sys.exit({function}())
'''


def write_launchers(folder: Path, entries: dict[str, str]) -> dict[str, Path]:
    """One start script a program, as an installer of wheels would make it; name → file."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, target in entries.items():
        module, function = target.split(":")
        written[name] = folder / f"{name.replace('-', '_')}_start.py"
        written[name].write_text(_LAUNCHER.format(name=name, module=module, function=function), encoding="utf-8")
    return written
