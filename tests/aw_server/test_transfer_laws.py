"""What goes out comes back: an export taken in again changes nothing, and fills an empty server with the same."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_server.api import ServerAPI
from tests.aw_server.fakes import T0, FakeClock, memory_api

# Few values, so that equal events and equal starts are frequent; and starts that fall between milliseconds.
STARTS = st.sampled_from([T0, T0 + 1, T0 + 999, T0 + 1000, T0 - 1]) | st.integers(0, 4 * 10**15)
DATA = st.sampled_from([{}, {"n": 1}, {"n": 1.0}, {"n": True}, {"title": "ü 😀"}, {"n": [1, {"m": None}]}])
EVENTS = st.lists(st.tuples(STARTS, st.sampled_from([0, 1, 999, 1_500_000, 86_400_000_001]), DATA), max_size=12)


def filled(api: ServerAPI, events: list[tuple[int, int, dict[str, Any]]]) -> bytes:
    """The export of a server that has these events, whatever wrote them."""
    bucket = api.db.create_bucket("b", "t", "c", "h")
    bucket.insert([Event.from_us(None, start, duration, dict(data)) for start, duration, data in events])
    return exported(api)


def exported(api: ServerAPI) -> bytes:
    return b"".join(api.export_all())


def contents(export: bytes) -> list[str]:
    """Its events; equal starts have no order that would be kept."""
    return sorted(json.dumps(event, sort_keys=True) for event in json.loads(export)["buckets"]["b"]["events"])


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_importing_ones_own_export_changes_nothing(events: list[tuple[int, int, dict[str, Any]]]) -> None:
    with memory_api() as api:
        before = filled(api, events)
        answer = api.import_all(json.loads(before)["buckets"])
        assert answer["b"] == {"events": 0, "skipped": len(events)}
        assert exported(api) == before


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_an_empty_server_gets_the_same_once(events: list[tuple[int, int, dict[str, Any]]]) -> None:
    with memory_api() as api:
        export = filled(api, events)
    with memory_api() as other:
        for new in (len(events), 0):
            preview = other.transfer.preview_documents([_document(export)])
            answer = other.import_all(json.loads(export)["buckets"])
            assert preview == answer
            assert answer["b"] == {"events": new, "skipped": len(events) - new}
            assert contents(exported(other)) == contents(export)


def test_spans_of_pauses_come_back_as_they_were() -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        for _ in range(3):
            clock.wall += 1_234_567
            api.pause.start(None)
            clock.wall += 7_654_321
            api.pause.end()
        export = exported(api)
        answer = api.import_all(json.loads(export)["buckets"])
        assert [counts["events"] for counts in answer.values()] == [0]
        assert exported(api) == export


def _document(export: bytes) -> Any:
    from aw_server.transfer import decode_export

    return decode_export(export)
