"""Memory that one thread gave back serves all others: glibc keeps it apart for each thread where nobody says otherwise.

A thread that reads a year leaves its arena full of holes behind, and the next request has another thread.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_M_ARENA_MAX: Final = -8


def share_one() -> bool:
    """Let all threads of this program that begin from now on take memory from one place; False where nobody can say so.

    Python itself runs one thread at a time, so that they hardly wait for one another there.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        # Another C library, with other ways.
        return False
    return bool(mallopt(_M_ARENA_MAX, 1))
