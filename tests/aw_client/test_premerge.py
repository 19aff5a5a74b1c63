"""Every change at once, progress of an unchanged state now and then, nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aw_client.premerge import Beat, Premerge, Step
from aw_core.models import Event

T0 = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
INTERVAL = 10.0


def beat(at: float, data: str = "a", pulsetime: float = 30, bucket: str = "b") -> Beat:
    return Beat(bucket, Event(timestamp=T0 + timedelta(seconds=at), data={"d": data}), pulsetime)


def spans(step: Step) -> list[tuple[float, float, str]]:
    return [
        ((b.event.timestamp - T0).total_seconds(), b.event.duration.total_seconds(), b.event.data["d"])
        for b in step.send
    ]


def feed(merge: Premerge, at: float, data: str = "a", **more: object) -> Step:
    return merge.feed(beat(at, data, **more), INTERVAL, now=at)  # type: ignore[arg-type]


def test_the_first_heartbeat_is_sent_at_once() -> None:
    step = feed(Premerge(), 0)
    assert spans(step) == [(0, 0, "a")]
    assert step.held is None


def test_equal_heartbeats_are_held_until_they_grew_by_the_interval() -> None:
    merge = Premerge()
    feed(merge, 0)
    for second in range(1, 10):
        step = feed(merge, second)
        assert step.send == ()
        assert step.held is not None
        assert step.held.event.duration == timedelta(seconds=second)
    assert spans(feed(merge, 10)) == [(0, 10, "a")]


def test_the_next_span_begins_where_the_sent_one_ended() -> None:
    merge = Premerge()
    for second in range(20):
        feed(merge, second)
    assert spans(feed(merge, 20)) == [(10, 10, "a")]


def test_a_change_sends_the_rest_of_the_old_state_and_the_new_one() -> None:
    merge = Premerge()
    feed(merge, 0)
    feed(merge, 3)
    step = feed(merge, 4, "b")
    assert spans(step) == [(0, 3, "a"), (4, 0, "b")]
    assert step.held is None


def test_a_change_right_after_a_change_sends_only_the_new_state() -> None:
    merge = Premerge()
    feed(merge, 0)
    assert spans(feed(merge, 1, "b")) == [(1, 0, "b")]


def test_a_gap_longer_than_pulsetime_is_a_change() -> None:
    merge = Premerge()
    feed(merge, 0, pulsetime=5)
    feed(merge, 5, pulsetime=5)
    assert spans(feed(merge, 10.001, pulsetime=5)) == [(0, 5, "a"), (10.001, 0, "a")]


def test_an_older_heartbeat_is_sent_and_nothing_held_is_lost() -> None:
    merge = Premerge()
    feed(merge, 10)
    feed(merge, 12)
    assert spans(feed(merge, 5)) == [(10, 2, "a"), (5, 0, "a")]


def test_a_state_without_progress_still_reaches_the_server_every_interval() -> None:
    """A watcher may stamp every heartbeat at the last input; the server must see that it is alive."""
    merge = Premerge()
    merge.feed(beat(0), INTERVAL, now=0)
    assert merge.feed(beat(0), INTERVAL, now=9).send == ()
    assert spans(merge.feed(beat(0), INTERVAL, now=10)) == [(0, 0, "a")]
    assert merge.feed(beat(0), INTERVAL, now=19).send == ()


def test_buckets_do_not_disturb_each_other() -> None:
    merge = Premerge()
    feed(merge, 0)
    assert spans(feed(merge, 1, "x", bucket="other")) == [(1, 0, "x")]
    assert feed(merge, 2).send == ()
    assert sorted(merge.last_heartbeat) == ["b", "other"]


def test_a_duration_of_the_heartbeat_itself_counts() -> None:
    merge = Premerge()
    feed(merge, 0)
    long = Beat("b", Event(timestamp=T0 + timedelta(seconds=1), duration=60, data={"d": "a"}), 30)
    assert spans(merge.feed(long, INTERVAL, now=1)) == [(0, 61, "a")]


@pytest.mark.parametrize("how", ["clear", "forget"])
def test_a_forgotten_state_is_sent_again_as_a_first_one(how: str) -> None:
    merge = Premerge()
    feed(merge, 0)
    feed(merge, 1)
    if how == "clear":
        merge.clear()
    else:
        merge.forget("b")
    assert spans(feed(merge, 2)) == [(2, 0, "a")]
