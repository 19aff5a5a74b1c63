"""Floor 0: what every program of the bundle shares. Imports nothing of ours, no Qt, no numpy.

Submodules load on first use (`aw_core.dirs.get_data_dir()` works after `import aw_core`), so that a program pays at
start only for what it needs.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from .__about__ import __version__
from .models import Event

__all__ = ["Event", "__version__", "config", "decorators", "dirs", "log", "models", "schema", "util"]

_LAZY = frozenset({"config", "decorators", "dirs", "log", "schema", "util"})


def __getattr__(name: str) -> ModuleType:
    if name in _LAZY:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
