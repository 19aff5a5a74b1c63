"""numpy without what importing it drags in and columns never use: linear algebra, types for checkers, texts for `help`.

A quarter of the time that the first question to a server waits for numpy, and a megabyte.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

# What numpy itself takes from its linear algebra while it is imported.
_ALGEBRA: Final = ("eigvals", "inv", "lstsq", "matrix_power")


def import_numpy() -> None:
    """Import numpy, leaving those out. Whoever asks for them later still gets the real ones (but for the texts)."""
    if "numpy" in sys.modules:
        return
    # We never multiply matrices: no threads for it, and none of their memory.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    algebra = ModuleType("numpy.linalg")
    vars(algebra).update({name: _late(name) for name in _ALGEBRA})
    stand_ins = {
        "numpy.linalg": algebra,
        "numpy._core._add_newdocs": ModuleType("numpy._core._add_newdocs"),
        "numpy._core._add_newdocs_scalars": ModuleType("numpy._core._add_newdocs_scalars"),
    }
    sys.modules.update(stand_ins)
    try:
        importlib.import_module("numpy")
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)


def _late(name: str) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        return getattr(importlib.import_module("numpy.linalg"), name)(*args, **options)

    return call


import_numpy()
