"""Two clocks as one moment."""

from hypothesis import given
from hypothesis import strategies as st

from aw_watcher.clock import JUMP_US, Moment, SystemClock, jump_us, jumped, next_beat_us


def test_moments_lie_on_whole_milliseconds_and_go_on() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert first.wall_us % 1000 == first.mono_us % 1000 == 0
    assert second.mono_us >= first.mono_us


def test_back_moves_both_clocks() -> None:
    assert Moment(5000, 3000).back(2000) == Moment(3000, 1000)


def test_only_a_difference_between_the_clocks_is_a_jump() -> None:
    start = Moment(10**15, 0)
    assert jump_us(start, Moment(10**15 + 7_000_000, 7_000_000)) == 0
    assert not jumped(start, Moment(10**15 + 3600 * 10**6, 3600 * 10**6))
    assert jumped(start, Moment(10**15 + JUMP_US + 1, 0))
    assert jumped(start, Moment(10**15 - JUMP_US - 1, 0))
    assert not jumped(start, Moment(10**15 + JUMP_US, 0))


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.integers(1, 10**9), st.integers(0, 10**6))
def test_watchers_with_the_same_interval_beat_together(one: int, other: int, every: int, after: int) -> None:
    beat = next_beat_us(one, every, after)
    assert one < beat <= one + every
    assert (beat - next_beat_us(other, every)) % every == after % every
