"""All threads of a program take memory from one place, where the C library lets one say so."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from aw_core import arenas

_PROGRAM = """
import ctypes, sys, threading
from aw_core import arenas
said = arenas.share_one() if sys.argv[1] == "one" else None
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
taken = threading.Barrier(4)
def take():
    libc.malloc(5000)
    taken.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(said, flush=True)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def _arenas(how: str) -> tuple[str, int]:
    env = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, how], env=env, check=True, timeout=60, capture_output=True, text=True
    )
    said, _, told = done.stdout.partition("\n")
    return said, told.count("<heap ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_share_one() -> None:
    assert _arenas("one") == ("True", 1)
    assert _arenas("many")[1] > 1


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    assert not arenas.share_one()
    monkeypatch.setattr("sys.platform", "win32")
    assert not arenas.share_one()
