"""Heartbeats joined as columns give what joining and cutting them one by one gives."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from aw_core.frame import EventFrame
from aw_core.models import Event
from aw_server.compat.wakatime.columns import Activity, Beats, active

NAMES = "abc"


class Case(NamedTuple):
    """Beats `(moment, project)` of machines, the edges of days, the time-out, and moments of pauses."""

    machines: list[list[tuple[int, str]]]
    edges: list[int]
    timeout: int
    breaks: list[int]

    def activity(self) -> Activity:
        frames = [(f"box{number}", _frame(beats)) for number, beats in enumerate(self.machines)]
        return active(Beats.of(frames), self.edges, timeout_us=self.timeout, breaks=self.breaks)

    def pieces(self) -> list[tuple[int, int, int, str]]:
        """Day, start, length and project of each piece."""
        beats = sorted((beat for one in self.machines for beat in one), key=lambda beat: beat[0])
        found = []
        for (start, project), (after, _) in pairwise([*beats, (10**9, "")]):
            joins = after - start <= self.timeout and not any(start <= moment < after for moment in self.breaks)
            end = after if joins else start
            for day, (low, high) in enumerate(pairwise(self.edges)):
                if max(start, low) < min(end, high):
                    found.append((day, max(start, low), min(end, high) - max(start, low), project))
        return found


def _frame(beats: list[tuple[int, str]]) -> EventFrame:
    events = [Event.from_us(None, moment, 0, {"entity": "/f.py", "project": project}) for moment, project in beats]
    return EventFrame.from_events(reversed(events))


_beats = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(NAMES)), max_size=12).map(
    lambda beats: sorted(beats, key=lambda beat: beat[0])
)
_cases = st.builds(
    Case,
    st.lists(_beats, max_size=3),
    # Days of no length, too: some islands left one out.
    st.lists(st.integers(-5, 70), min_size=2, max_size=7).map(sorted),
    st.integers(1, 40),
    st.lists(st.integers(-5, 70), max_size=3).map(sorted),
)


@given(_cases)
def test_each_day_and_project_has_the_time_that_its_beats_stand_for(case: Case) -> None:
    pieces, activity = case.pieces(), case.activity()
    days = range(len(case.edges) - 1)

    assert activity.total() == sum(length for _, _, length, _ in pieces)
    assert activity.by_day() == [sum(length for on, _, length, _ in pieces if on == day) for day in days]
    for day in (None, *days):
        wanted = {
            name: us
            for name in NAMES
            if (us := sum(length for on, _, length, who in pieces if who == name and day in (None, on)))
        }
        assert _by_project(activity, day) == wanted


@given(_cases, st.integers(-10, 80))
def test_a_part_of_it_keeps_its_days_and_moments(case: Case, moment: int) -> None:
    pieces = [piece for piece in case.pieces() if piece[3] == "a"]
    part = case.activity().filtered(lambda fact: fact.project == "a")

    assert part.by_day() == [
        sum(length for on, _, length, _ in pieces if on == day) for day in range(len(case.edges) - 1)
    ]
    assert part.until([moment]) == [sum(min(length, max(0, moment - start)) for _, start, length, _ in pieces)]
    stretches = [stretch for stretch in part.durations(lambda fact: fact.project) if stretch.length]
    assert sum(stretch.length for stretch in stretches) == part.total()


def test_what_the_columns_share_with_their_frame_stays_as_it_was() -> None:
    frame = _frame([(0, "a"), (10, "b"), (30, "a")])
    before = frame.start.tolist(), frame.code.tolist()

    found = active(Beats.of([("box", frame)]), [0, 5, 40], timeout_us=20)

    assert found.by_day() == [5, 25]
    assert (frame.start.tolist(), frame.code.tolist()) == before


def _by_project(activity: Activity, day: int | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact, us in activity.by_fact(day):
        if us:
            found[fact.project] = found.get(fact.project, 0) + us
    return found
