"""The environment handed to other programs: nothing in it points back into our bundle. Pure.

A frozen program exports library and plug-in paths into its folder; a browser or a foreign watcher
that inherits them loads our libraries and crashes. Python paths of a checkout do the same to Python programs.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_KEPT = frozenset({"HOME", "PWD", "OLDPWD", "USERPROFILE", "APPIMAGE", "TMPDIR", "XDG_RUNTIME_DIR"})
_KEPT_PREFIXES = ("AW_", "LC_")
_KEPT_SUFFIXES = ("_HOME",)
_ORIGINAL = "_ORIG"
"""Suffix under which a frozen program's loader keeps the value it replaced."""


def clean_environment(environ: Mapping[str, str], bundle: Iterable[Path]) -> dict[str, str]:
    """A copy of *environ* without every path entry that lies inside one of the *bundle* folders.

    A variable whose entries all lie there is dropped. ``X_ORIG`` replaces ``X`` (and is filtered too:
    in a frozen child it already holds its frozen parent's path).
    """
    roots = [str(folder) for folder in bundle]
    values = {name: value for name, value in environ.items() if not name.endswith(_ORIGINAL)}
    for name, value in environ.items():
        if name.endswith(_ORIGINAL):
            values[name.removesuffix(_ORIGINAL)] = value
    cleaned = {name: _strip(name, value, roots) for name, value in values.items()}
    return {name: value for name, value in cleaned.items() if value is not None}


def _strip(name: str, value: str, roots: list[str]) -> str | None:
    if name in _KEPT or name.startswith(_KEPT_PREFIXES) or name.endswith(_KEPT_SUFFIXES):
        return value
    entries = value.split(os.pathsep)
    kept = [entry for entry in entries if not _inside(entry, roots)]
    if len(kept) == len(entries):
        return value
    return os.pathsep.join(kept) if any(kept) else None


def _inside(entry: str, roots: list[str]) -> bool:
    return any(entry == root or entry.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
