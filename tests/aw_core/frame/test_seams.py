"""Moments at which to cut, found all at once as one by one; and what may be felt there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aw_core.frame import EventFrame
from aw_core.frame.seams import Seams, going_through, quiet_moments
from aw_core.models import Event

MINUTE = 60_000_000
QUARTER = 15 * MINUTE
SPANS = st.lists(st.tuples(st.integers(-60, 400), st.sampled_from([-5, 0, 1, 7, 30, 200])), max_size=12)


def frame(spans: list[tuple[int, int]]) -> EventFrame:
    return EventFrame.from_events([Event.from_us(None, at * MINUTE, length * MINUTE, {}) for at, length in spans])


def is_quiet(spans: list[tuple[int, int]], moment: int, margin: int) -> bool:
    events = [(at * MINUTE, (at + length) * MINUTE) for at, length in spans]
    near = [(start, end) for start, end in events if start <= moment + margin and end >= moment - margin]
    if not near:
        return True
    [(start, end), *more] = near
    return not more and start < moment - margin and end > moment + margin and moment < max(at for at, _ in events)


@given(
    first=SPANS, second=SPANS, begin=st.integers(0, 40), margin=st.sampled_from([1, 3, 10]), edge=st.integers(0, 400)
)
def test_moments_are_found_as_one_by_one(
    first: list[tuple[int, int]], second: list[tuple[int, int]], begin: int, margin: int, edge: int
) -> None:
    start, end = begin * MINUTE, 380 * MINUTE
    found = quiet_moments([frame(first), frame(second)], start, end, margin * MINUTE, [edge * MINUTE])
    assert found == sorted(found, reverse=True)
    assert all(start < moment < end and moment % QUARTER == QUARTER // 2 for moment in found)
    lasting = all(length >= 0 for _, length in first + second)
    for moment in range(QUARTER // 2, end, QUARTER):
        if moment - margin * MINUTE <= start or abs(moment - edge * MINUTE) <= margin * MINUTE:
            assert moment not in found
        elif lasting:
            quiet = all(is_quiet(spans, moment, margin * MINUTE) for spans in (first, second))
            assert (moment in found) == quiet


def test_where_nothing_may_go_through() -> None:
    spans = [(0, 5), (20, 60), (100, 5)]
    through = quiet_moments([frame(spans)], 0, 110 * MINUTE, MINUTE)
    empty = quiet_moments([frame(spans)], 0, 110 * MINUTE, MINUTE, empty=True)
    assert [moment // QUARTER for moment in through] == [6, 5, 4, 3, 2, 1, 0]
    assert [moment // QUARTER for moment in empty] == [6, 5, 0]
    assert going_through([frame(spans), frame([(0, 200)])], through) == [1, 1, 2, 2, 2, 2, 1]


def test_two_that_go_through_are_felt() -> None:
    seams = Seams(0, 100 * MINUTE)
    assert seams.one_goes_through(frame([(0, 5), (7, 93)]))
    assert not seams.one_goes_through(frame([(0, 5), (0, 7)]))
    assert not seams.one_goes_through(frame([(90, 10), (50, 50)]))
    assert Seams(None, None).one_goes_through(frame([(0, 100), (0, 100)]))


def test_one_that_goes_through_and_lies_over_another_is_felt() -> None:
    seams = Seams(0, 100 * MINUTE)
    assert seams.alone(frame([(0, 5), (5, 2), (7, 93)]))
    assert not seams.alone(frame([(0, 5), (4, 6)]))
    assert not seams.alone(frame([(10, 50), (59, 41)]))
    assert seams.alone(frame([(10, 50), (20, 70)]))


def test_lists_that_lie_over_themselves_may_be_cut_where_nothing_goes_through() -> None:
    seams = Seams(0, None)
    over_itself, through = frame([(10, 50), (20, 70)]), frame([(0, 7), (8, 3)])
    assert seams.apart(over_itself, frame([(1, 1)]))
    assert not seams.apart(over_itself, through)
    assert seams.apart(through, frame([(30, 4)]))
