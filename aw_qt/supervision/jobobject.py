"""Windows: one job object that ends every module when the tray's process ends, however it ends.

The raw calls come through `Kernel`, so that the order of calls is tested without Windows.
"""

import ctypes
from functools import cache
from typing import Any, Protocol

_EXTENDED_LIMITS = 9
_KILL_ON_JOB_CLOSE = 0x2000
_SET_QUOTA_AND_TERMINATE = 0x0101


class Kernel(Protocol):
    """The calls of kernel32 used here; handles are integers, 0 is failure."""

    def CreateJobObjectW(self, security: None, name: None) -> int: ...
    def SetInformationJobObject(self, job: int, kind: int, info: Any, size: int) -> int: ...
    def OpenProcess(self, access: int, inherit: bool, pid: int) -> int: ...
    def AssignProcessToJobObject(self, job: int, process: int) -> int: ...
    def CloseHandle(self, handle: int) -> int: ...


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    ]


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; only the limit flags are set."""

    _fields_ = [
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


class Job:
    """A job whose processes end when its last handle closes, that is: when the tray ends."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._job = kernel.CreateJobObjectW(None, None)
        limits = ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
        kernel.SetInformationJobObject(self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))

    def add(self, pid: int) -> bool:
        """Put the process into the job; False when Windows refuses."""
        process = self._kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid)
        if not process:
            return False
        try:
            return bool(self._kernel.AssignProcessToJobObject(self._job, process))
        finally:
            self._kernel.CloseHandle(process)


@cache
def _job() -> Job:
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.OpenProcess.restype = ctypes.c_void_p
    for call in (kernel.SetInformationJobObject, kernel.AssignProcessToJobObject, kernel.CloseHandle):
        call.argtypes = None
    return Job(kernel)


def add(pid: int) -> bool:
    """Tie the process to the life of this one (Windows only)."""
    return _job().add(pid)
