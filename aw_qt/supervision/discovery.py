"""Which ``aw-*`` programs exist: those of the bundle first, then those on PATH. Starts nothing."""

import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SERVER = "aw-server"
OWN = (SERVER, "aw-watcher-afk", "aw-watcher-window")
"""Our own modules: they understand ``--supervised`` and ``--port``."""
IGNORED = frozenset({"aw-cli", "aw-client", "aw-qt", "aw-qt.desktop", "aw-qt.spec"})
"""Names that look like modules and are none."""

_PREFIX = "aw-"
_WINDOWS_PROGRAMS = (".exe", ".bat", ".cmd")
_NOT_PROGRAMS = (".desktop", ".service", ".spec", ".txt", ".md", ".json", ".toml", ".py")
_MAX_DEPTH = 3

Location = Literal["bundled", "system"]


@dataclass(frozen=True)
class Program:
    """A program that can be started as a module: *command* is its argv prefix."""

    name: str
    command: tuple[str, ...]
    location: Location
    own: bool = False


@dataclass(frozen=True)
class Places:
    """Where to look: the bundle's folders, the folders of PATH, and whether ``python -m`` is possible."""

    bundled: tuple[Path, ...]
    system: tuple[Path, ...]
    packages: bool


def usual_places(environ: Mapping[str, str]) -> Places:
    """The places of this installation: frozen folder, virtual environment or checkout; then PATH."""
    frozen = bool(getattr(sys, "frozen", False))
    beside = Path(sys.executable).parent
    in_venv = sys.prefix != sys.base_prefix
    bundled = (beside,) if frozen or in_venv else ()
    path = [Path(entry) for entry in environ.get("PATH", os.defpath).split(os.pathsep) if entry]
    if sys.platform == "darwin":
        # A program started from the Finder gets a minimal PATH.
        path += [Path("/opt/homebrew/bin"), Path("/usr/local/bin"), Path.home() / ".local/bin"]
    return Places(bundled, tuple(path), packages=not frozen)


def discover(places: Places) -> dict[str, Program]:
    """Every module by name; a bundled program hides one of the same name on PATH.

    Unreadable folders are skipped: one bad PATH entry must not cost the others.
    """
    found: dict[str, Program] = {}
    for folder in places.bundled:
        for name, file in _programs_below(folder, _MAX_DEPTH):
            found.setdefault(name, Program(name, (str(file),), "bundled", own=name in OWN))
    if places.packages:
        for name in OWN:
            if name not in found and (command := _package_command(name)):
                found[name] = Program(name, command, "bundled", own=True)
    bundled = {folder.resolve() for folder in places.bundled}
    for folder in places.system:
        if folder.resolve() in bundled:
            continue
        for name, file in _programs_below(folder, depth=1):
            found.setdefault(name, Program(name, (str(file),), "system"))
    return found


def package_roots() -> tuple[Path, ...]:
    """Source roots our own packages are imported from in a checkout; () when installed or frozen."""
    roots = []
    for package in ("aw_qt", "aw_core"):
        root = _root_of(package)
        if root is not None and root.name not in {"site-packages", "dist-packages"} and root not in roots:
            roots.append(root)
    return () if getattr(sys, "frozen", False) else tuple(roots)


def _package_command(name: str) -> tuple[str, ...] | None:
    package = name.replace("-", "_")
    if _root_of(package) is None:
        return None
    # -P: whatever folder the tray was started in must not shadow a module's imports.
    return (sys.executable, "-P", "-m", package)


def _root_of(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent.parent


def _programs_below(folder: Path, depth: int) -> list[tuple[str, Path]]:
    """(module name, file) of each program in *folder*, then in its ``aw-*`` folders, *depth* levels deep."""
    programs: list[tuple[str, Path]] = []
    deeper: list[Path] = []
    for entry in _entries(folder):
        if not entry.name.startswith(_PREFIX):
            continue
        if entry.is_dir():
            deeper.append(entry)
        elif (name := _module_name(entry)) is not None:
            programs.append((name, entry))
    if depth > 1:
        for sub in deeper:
            programs += _programs_below(sub, depth - 1)
    return programs


def _entries(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()


def _module_name(file: Path) -> str | None:
    """The module that *file* is, or None when it is no program or not one for us."""
    if sys.platform == "win32":
        if file.suffix.lower() not in _WINDOWS_PROGRAMS:
            return None
        name = file.stem.lower()
    else:
        if file.name.endswith(_NOT_PROGRAMS) or not os.access(file, os.X_OK):
            return None
        name = file.name
    return None if name in IGNORED or file.name in IGNORED else name


def sort_for_start(names: Iterable[str]) -> list[str]:
    """Names in the order they are started and listed: the server, our watchers, then by name."""
    return sorted(names, key=lambda name: (OWN.index(name) if name in OWN else len(OWN), name))
