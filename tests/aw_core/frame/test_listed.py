"""Events of one stretch after another, as one list."""

from __future__ import annotations

from aw_core.frame import EventFrame
from aw_core.frame.listed import Listed
from tests.aw_transform.periods import A, B, ev


def test_what_follows_stands_behind() -> None:
    first, second = [ev(0, 1, A, 3), ev(2, 1, B, 4)], [ev(5, 1, A, 9)]
    one, two = Listed(EventFrame.from_events(first)), Listed(EventFrame.from_events(second))
    both = one.followed(two)
    assert both.frame().to_events() == [*first, *second]
    assert one.frame().to_events() == first
    assert both.nbytes >= one.nbytes > 0
    assert Listed(EventFrame.empty()).followed(two).frame().to_events() == second
