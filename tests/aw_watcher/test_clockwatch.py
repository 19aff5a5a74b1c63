"""The descriptor that tells of a wall clock that jumped. Setting this machine's clock is not a test's business."""

import os
import select
import sys

import pytest

from aw_watcher import clockwatch
from aw_watcher.clockwatch import ClockWatch, open_clock_watch


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has it")
def test_it_stays_quiet_while_nothing_jumps_and_gives_its_descriptor_back() -> None:
    watch = open_clock_watch()
    assert watch is not None
    fd = watch.fileno()
    assert select.select([fd], [], [], 0.05)[0] == []
    watch.clear()
    watch.close()
    with pytest.raises(OSError):
        os.fstat(fd)


def test_without_it_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: ClockWatch) -> None:
        raise OSError("no such thing")

    monkeypatch.setattr(clockwatch.ClockWatch, "__init__", refuse)
    assert open_clock_watch() is None


def test_other_systems_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwatch.sys, "platform", "darwin")
    assert open_clock_watch() is None
