"""Windows' job object with the raw calls faked."""

import ctypes

from aw_qt.supervision.jobobject import ExtendedLimits, Job


class FakeKernel:
    def __init__(self, refuses=False):
        self.calls = []
        self.flags = None
        self.refuses = refuses

    def CreateJobObjectW(self, security, name):
        return 7

    def SetInformationJobObject(self, job, kind, info, size):
        self.flags = info._obj.BasicLimitInformation.LimitFlags
        assert (job, kind, size) == (7, 9, ctypes.sizeof(ExtendedLimits))
        return 1

    def OpenProcess(self, access, inherit, pid):
        return 0 if self.refuses else 100 + pid

    def AssignProcessToJobObject(self, job, process):
        self.calls.append(("assign", job, process))
        return 1

    def CloseHandle(self, handle):
        self.calls.append(("close", handle))
        return 1


def test_the_job_ends_its_processes_when_its_last_handle_closes():
    kernel = FakeKernel()
    assert Job(kernel).add(5)
    assert kernel.flags == 0x2000
    assert kernel.calls == [("assign", 7, 105), ("close", 105)]


def test_a_process_that_is_gone_already():
    kernel = FakeKernel(refuses=True)
    assert not Job(kernel).add(5)
    assert kernel.calls == []
