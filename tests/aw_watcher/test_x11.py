"""What of the X11 connection needs no server: the moments of its events. The rest: tests/system/test_x11_*."""

import gc

import pytest

from aw_watcher.backend import Unsupported
from aw_watcher.clock import Moment
from aw_watcher.x11 import X11, when

NOW = Moment(1_700_000_000_000_000, 5_000_000_000_000)
NOW_MS = NOW.mono_us // 1000 % (1 << 32)


def test_a_late_look_gives_the_true_moment() -> None:
    assert when(NOW_MS - 120, NOW) == NOW.back(120_000)


def test_the_servers_counter_wraps_around() -> None:
    now = Moment(NOW.wall_us, ((1 << 32) + 20) * 1000)
    assert when((1 << 32) - 30, now) == now.back(50_000)


def test_a_stamp_of_another_clock_is_not_believed() -> None:
    assert when((NOW_MS - 3_600_000) % (1 << 32), NOW) == NOW
    assert when((NOW_MS + 5) % (1 << 32), NOW) == NOW


# python-xlib leaves the socket of a refused connection to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("display", [":987", "no display name", "localhost:987"])
def test_a_display_that_is_not_there_is_refused_in_one_line(display: str) -> None:
    with pytest.raises(Unsupported) as caught:
        X11(display)
    assert display in caught.value.reason
    assert "\n" not in caught.value.reason
    del caught
    gc.collect()
