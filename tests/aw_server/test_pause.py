"""Pause: what is not stored, the one span, its end by hand, by time, while away, and around heartbeats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_core.models import Event
from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest
from tests.aw_server.fakes import HOST, SECOND, T0, FakeClock, bucket, event, file_api, memory_api, rows

PAUSES = f"aw-pause_{HOST}"
OFF = {"paused": False, "since": None, "until": None}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def api(clock: FakeClock) -> Iterator[ServerAPI]:
    with memory_api(clock) as api:
        bucket(api)
        yield api


def spans(api: ServerAPI) -> list[Event]:
    return api.get_events(PAUSES) if PAUSES in api.get_buckets() else []


def test_a_day_of_pause_leaves_one_span_and_no_rows(api: ServerAPI, clock: FakeClock) -> None:
    until = T0 + 86400 * SECOND
    assert api.pause.start(until) == {
        "paused": True,
        "since": "2024-05-01T09:00:00+00:00",
        "until": "2024-05-02T09:00:00+00:00",
    }
    clock.pass_time(600)
    answer = api.heartbeat("b", event(600, a=1), 5)
    assert (answer.id, answer.data) == (None, {"a": 1})
    [created] = api.create_events("b", [event(600, a=1)])
    assert created.id is None
    clock.pass_time(86400 - 600)
    assert api.pause.snapshot() == OFF
    assert rows(api, "b") == []
    [span] = spans(api)
    assert (span.start_us, span.duration_us) == (T0, 86400 * SECOND)
    assert span.data == {"status": "paused", "until": "2024-05-02T09:00:00+00:00"}
    assert api.heartbeat("b", event(86400), 5).id is not None


def test_the_bucket_of_the_spans_says_what_it_is(api: ServerAPI) -> None:
    api.pause.start(None)
    metadata = api.get_bucket_metadata(PAUSES)
    assert (metadata["type"], metadata["client"], metadata["hostname"]) == ("pause", "aw-server", HOST)


def test_ended_by_hand(api: ServerAPI, clock: FakeClock) -> None:
    api.pause.start(None)
    clock.pass_time(90)
    assert api.pause.end() == OFF
    assert api.pause.end() == OFF
    [span] = spans(api)
    assert (span.duration_us, span.data["until"]) == (90 * SECOND, None)


def test_another_end_is_the_same_pause(api: ServerAPI, clock: FakeClock) -> None:
    api.pause.start(T0 + 60 * SECOND)
    clock.pass_time(30)
    assert api.pause.start(T0 + 120 * SECOND)["since"] == "2024-05-01T09:00:00+00:00"
    clock.pass_time(60)
    assert api.pause.on()
    clock.pass_time(30)
    assert not api.pause.on()
    [span] = spans(api)
    assert (span.duration_us, span.data["until"]) == (120 * SECOND, "2024-05-01T09:02:00+00:00")


def test_two_pauses_are_two_spans(api: ServerAPI, clock: FakeClock) -> None:
    for _ in range(2):
        api.pause.start(None)
        clock.pass_time(10)
        api.pause.end()
        clock.pass_time(10)
    assert rows(api, PAUSES) == [(0, 10), (20, 10)]


@pytest.mark.parametrize("until", [T0, T0 - 1])
def test_an_end_in_the_past_is_refused_and_pauses_nothing(api: ServerAPI, until: int) -> None:
    with pytest.raises(BadRequest):
        api.pause.start(until)
    assert api.pause.snapshot() == OFF
    assert spans(api) == []


def test_it_ends_in_time_though_the_timer_slept(api: ServerAPI, clock: FakeClock) -> None:
    api.pause.start(T0 + 60 * SECOND)
    clock.pass_time(3600, timers=False)
    api.heartbeat("b", event(3600), 5)
    assert rows(api, "b") == [(3600, 0)]
    assert rows(api, PAUSES) == [(0, 60)]


def test_the_timer_that_comes_early_is_set_again(api: ServerAPI, clock: FakeClock) -> None:
    api.pause.start(T0 + 60 * SECOND)
    clock.wall -= 30 * SECOND
    clock.pass_time(60)
    assert api.pause.on()
    assert len(clock.timers) == 1
    clock.pass_time(30)
    assert clock.timers == []
    assert not api.pause.on()


def test_a_pause_survives_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    with file_api(tmp_path / "db", clock) as api:
        bucket(api)
        api.pause.start(T0 + 600 * SECOND)
    clock.pass_time(60)
    with file_api(tmp_path / "db", clock) as api:
        assert api.heartbeat("b", event(60), 5).id is None
        clock.pass_time(540)
        assert not api.pause.on()
        assert rows(api, PAUSES) == [(0, 600)]


def test_a_pause_that_ended_while_no_server_ran_is_closed_at_its_end(tmp_path: Path, clock: FakeClock) -> None:
    with file_api(tmp_path / "db", clock) as api:
        api.pause.start(T0 + 600 * SECOND)
    clock.pass_time(7200)
    with file_api(tmp_path / "db", clock) as api:
        assert api.pause.snapshot() == OFF
        assert rows(api, PAUSES) == [(0, 600)]


def test_a_span_someone_deleted_is_written_again(api: ServerAPI, clock: FakeClock) -> None:
    api.pause.start(None)
    api.delete_bucket(PAUSES)
    clock.pass_time(20)
    api.pause.end()
    assert rows(api, PAUSES) == [(0, 20)]


def test_receipts_count_while_paused(api: ServerAPI, clock: FakeClock) -> None:
    api.pause.start(None)
    clock.pass_time(100)
    assert api.receipts.of("tester").age == 100
    api.heartbeat("b", event(100), 5)
    assert api.receipts.of("tester").age == 0


def test_buckets_and_imports_work_while_paused(api: ServerAPI) -> None:
    """Neither records what is happening now."""
    api.pause.start(None)
    bucket(api, "other")
    old = {"timestamp": "2023-01-01", "data": {}}
    api.import_bucket({"id": "b", "type": "t", "client": "c", "hostname": "h", "events": [old]})
    assert len(api.get_events("b")) == 1


class TestHeartbeatsAroundAPause:
    """From 60 to 90 seconds after T0 the server was paused; now it is 100 seconds."""

    @pytest.fixture(autouse=True)
    def paused(self, api: ServerAPI, clock: FakeClock) -> None:
        clock.pass_time(60)
        api.heartbeat("b", event(50, 5, app="a"), 30)
        api.pause.start(None)
        clock.pass_time(30)
        api.pause.end()
        clock.pass_time(10)

    def test_the_same_state_before_and_after_does_not_bridge_it(self, api: ServerAPI) -> None:
        api.heartbeat("b", event(92, app="a"), 200)
        assert rows(api, "b") == [(50, 5), (92, 0)]

    def test_after_that_it_merges_again(self, api: ServerAPI) -> None:
        api.heartbeat("b", event(92, app="a"), 200)
        api.heartbeat("b", event(99, app="a"), 200)
        assert rows(api, "b") == [(50, 5), (92, 7)]

    def test_a_late_one_from_before_still_counts(self, api: ServerAPI) -> None:
        api.heartbeat("b", event(59, app="a"), 30)
        assert rows(api, "b") == [(50, 9)]

    def test_one_from_inside_is_acknowledged_and_dropped(self, api: ServerAPI) -> None:
        answer = api.heartbeat("b", event(70, 15, app="b"), 30)
        assert answer.id is None
        assert rows(api, "b") == [(50, 5)]

    def test_one_that_reaches_out_of_it_is_cut(self, api: ServerAPI) -> None:
        api.heartbeat("b", event(85, 10, app="b"), 30)
        assert rows(api, "b") == [(50, 5), (90, 5)]

    def test_one_that_spans_it_becomes_two(self, api: ServerAPI) -> None:
        api.heartbeat("b", event(52, 45, app="a"), 30)
        assert rows(api, "b") == [(50, 10), (90, 7)]

    def test_it_is_remembered_over_a_restart(self, tmp_path: Path) -> None:
        clock = FakeClock()
        with file_api(tmp_path / "db", clock) as api:
            bucket(api)
            api.heartbeat("b", event(0, app="a"), 30)
            api.pause.start(None)
            clock.pass_time(10)
            api.pause.end()
        with file_api(tmp_path / "db", clock) as api:
            api.heartbeat("b", event(11, app="a"), 30)
            assert rows(api, "b") == [(0, 0), (11, 0)]
