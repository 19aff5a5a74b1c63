"""Answers are given again exactly as long as computing them again would give the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.answers import Answers, Watched
from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest

DAY = "2026-03-01T00:00:00+00:00/2026-03-02T00:00:00+00:00"
NEXT = "2026-03-02T00:00:00+00:00/2026-03-03T00:00:00+00:00"
TITLES = ['RETURN = merge_events_by_keys(query_bucket("b"), "title");']


@pytest.fixture
def db() -> Iterator[Datastore]:
    with_events = Datastore(MemoryStorage, testing=True)
    with_events.create_bucket("b", "currentwindow", "tests", "box")
    yield with_events
    with_events.close()


@pytest.fixture
def api(db: Datastore) -> Iterator[ServerAPI]:
    made = ServerAPI(db, True, hostname="box")
    yield made
    made.close()


def event(hour: int, title: str = "a", day: int = 1) -> Event:
    return Event(timestamp=datetime(2026, 3, day, hour, tzinfo=UTC), duration=60, data={"title": title})


def computed(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Each time that something is computed: for which periods."""
    asked: list[list[str]] = []
    compute = api.queries._answers

    def counting(name: str, query: Any, periods: list[str], *rest: Any) -> Any:
        if periods:
            asked.append(list(periods))
        return compute(name, query, periods, *rest)

    monkeypatch.setattr(api.queries, "_answers", counting)
    return asked


def ask(api: ServerAPI, query: list[str] = TITLES, periods: list[str] | None = None) -> list[Any]:
    found: list[Any] = json.loads(api.queries.document("", query, periods or [DAY]))
    return found


def test_the_same_question_is_computed_once(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = computed(api, monkeypatch)
    api.create_events("b", [event(1)])
    assert ask(api) == ask(api)
    assert asked == [[DAY]]


def test_of_many_periods_only_new_ones_are_computed(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = computed(api, monkeypatch)
    api.create_events("b", [event(1), event(2, "b", day=2)])
    [first] = ask(api)
    both = ask(api, periods=[NEXT, DAY, NEXT])
    assert asked == [[DAY], [NEXT]]
    assert both[1] == first
    assert both[0] == both[2] != first


def test_what_is_recorded_today_leaves_the_answers_about_yesterday(
    api: ServerAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = computed(api, monkeypatch)
    api.create_events("b", [event(1), event(1, "b", day=2)])
    kept = ask(api)
    ask(api, periods=[NEXT])
    api.heartbeat("b", event(5, "c", day=2), 0)
    assert ask(api) == kept
    [found] = ask(api, periods=[NEXT])
    assert [one["data"]["title"] for one in found] == ["c", "b"]
    assert asked == [[DAY], [NEXT], [NEXT]]


@pytest.mark.parametrize("write", ["heartbeat", "insert", "delete", "bucket", "import"])
def test_every_write_is_seen_at_once(api: ServerAPI, write: str) -> None:
    api.create_events("b", [event(1)])
    [before] = ask(api)
    if write == "heartbeat":
        api.heartbeat("b", event(5, "new"), 0)
    elif write == "insert":
        api.create_events("b", [event(5, "new")])
    elif write == "delete":
        api.delete_event("b", before[0]["id"] or api.get_events("b")[0].id)
    elif write == "bucket":
        api.delete_bucket("b")
        api.create_bucket("b", "currentwindow", "tests", "box")
    else:
        exported = {"type": "t", "client": "c", "hostname": "h", "events": [event(5, "new").to_json_dict()]}
        api.import_all({"b": exported})
    [after] = ask(api)
    assert after != before


def test_further_questions_are_answered_with_the_first(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = computed(api, monkeypatch)
    api.create_events("b", [event(1), event(2, "b", day=2)])
    sums = ['RETURN = sum_durations(query_bucket("b"));']
    counts = ['RETURN = query_bucket_eventcount("b");']
    questions = [(sums, [DAY]), (counts, [NEXT, DAY]), (sums, [NEXT, DAY])]
    assert json.loads(api.queries.documents("", questions)) == [60, 1, 1, 60, 60]
    assert json.loads(api.queries.documents("", questions[1:])) == [1, 1, 60, 60]
    assert asked == [[DAY], [NEXT, DAY], [NEXT]]


def test_periods_that_share_a_reading_last_each_for_itself(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    api.create_events("b", [event(1), event(2, "b", day=2)])
    days = [DAY, NEXT]
    ask(api, periods=days)
    asked = computed(api, monkeypatch)
    api.heartbeat("b", event(5, "new", day=2), 0)
    assert ask(api, periods=days)[1] == ask(api, periods=[NEXT])[0]
    assert asked == [[NEXT]]
    api.create_events("b", [event(3, "late")])
    assert len(ask(api, periods=days)[0]) == 2
    assert asked == [[NEXT], [DAY, NEXT]]


def test_a_fault_in_a_further_question_is_told(api: ServerAPI) -> None:
    with pytest.raises(BadRequest):
        api.queries.documents("", [(TITLES, [DAY]), (["RETURN = nothing;"], [DAY])])


def test_what_a_search_for_a_bucket_finds_may_change(api: ServerAPI) -> None:
    query = ['RETURN = find_bucket("b");']
    assert ask(api, query) == ["b"]
    names = ["RETURN = query_bucket_names();"]
    assert ask(api, names) == [["b"]]
    api.create_bucket("bb", "currentwindow", "tests", "box")
    api.delete_bucket("b")
    assert ask(api, query) == ["bb"]
    assert ask(api, names) == [["bb"]]


def test_rules_belong_to_the_answer(api: ServerAPI) -> None:
    api.create_events("b", [event(1)])
    query = ['RETURN = merge_events_by_keys(categorize(query_bucket("b"), classes()), "$category");']
    for name in ("One", "Two"):
        api.settings.set("classes", [{"id": 1, "name": [name], "rule": {"type": "regex", "regex": "^a$"}}])
        assert ask(api, query)[0][0]["data"] == {"$category": [name]}


def test_name_and_offset_belong_to_the_question(api: ServerAPI) -> None:
    query = ["RETURN = [NAME, STARTTIME];"]
    shifted = "2026-03-01T01:00:00+01:00/2026-03-02T00:00:00+00:00"
    found = [json.loads(api.queries.document(name, query, [period]))[0] for name in "ab" for period in (DAY, shifted)]
    assert len({tuple(pair) for pair in found}) == 4


def test_faults_are_not_remembered(api: ServerAPI) -> None:
    query = ['RETURN = query_bucket("later");']
    with pytest.raises(BadRequest):
        ask(api, query)
    api.create_bucket("later", "currentwindow", "tests", "box")
    assert ask(api, query) == [[]]


def test_room_is_limited_and_rest_forgets(db: Datastore) -> None:
    now = 0.0
    answers = Answers(db, limit=10, rest=5, clock=lambda: now)
    seen = Watched(db).seen
    for key in ("a", "b", "c"):
        answers.keep(key, b"1234", seen)
    assert [answers.get(key) for key in ("a", "b", "c")] == [None, b"1234", b"1234"]
    answers.keep("d", b"123456", seen)
    assert answers.get("d") is None
    now = 10.0
    answers._rested()
    assert answers.get("b") is None
    answers.close()
