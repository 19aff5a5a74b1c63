"""Sums that last: over the days, over a rest, and over a stop of the server. Answers stay those of the rows.

As in `test_settled`, the judge are the functions over lists of events, run over what the datastore holds then.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage
from aw_query import settled
from aw_query.abreast import Hands
from aw_server.sums_file import SumsFile
from tests.aw_server.settled_house import (
    BUCKETS,
    CLASSES,
    DATA,
    HOUR,
    MINUTE,
    NOW,
    ONE,
    T0,
    TWO,
    House,
    begin_us,
    by_rows,
    recorded,
    some_steps,
    view,
    write,
    write_something,
)

YEAR = (NOW + timedelta(days=1)).isoformat()
A_DAY = [(8 * HOUR, 90 * MINUTE, 0), (0, 40 * MINUTE, 1), (30 * MINUTE, 3 * HOUR, 2), (0, 8 * HOUR, 3)]


def until(now: datetime, query: list[str]) -> tuple[list[str], str]:
    """What the page of a period that goes on asks at that moment, and for what time."""
    late = (now + timedelta(hours=1)).isoformat()
    lines = [line.replace(YEAR, now.isoformat()) for line in query]
    return [f'ENDTIME = "{late}";', *lines], f"{T0.isoformat()}/{late}"


class Counted(House):
    """A house that tells how often all that is settled was computed."""

    anew = 0

    def ask_at(self, now: datetime, query: list[str]) -> None:
        """Ask, and compare with the rows."""
        text, period = until(now, query)
        assert self.ask(text, period) == by_rows(self.db, text, period=period)

    def rest(self) -> None:
        """Nobody asks for ten minutes."""
        self.api.queries._kept.before_rest()
        self.api.queries.forget()


@pytest.fixture(autouse=True, scope="module")
def _counting() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        whole = settled._Answer._anew

        def anew(answer: Any) -> Any:
            Counted.anew += 1
            return whole(answer)

        patch.setattr(settled._Answer, "_anew", anew)
        yield


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Counted]:
    made = Counted()
    Counted.anew = 0
    for name in BUCKETS:
        made.db[name].insert(recorded(name, A_DAY, begin_us()))
    made.api.queries.keep_in(SumsFile(tmp_path / "made-up.db"))
    yield made
    made.close()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_answers_are_those_of_the_rows_on_every_day_and_after_every_rest(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    house = Counted()
    file = SumsFile(tmp_path_factory.mktemp("sums") / "made-up.db")
    house.api.queries.keep_in(file)
    with pytest.MonkeyPatch.context() as patch:
        # Days are long here: what is settled goes on every day or two.
        patch.setattr("aw_query.quiet.FARTHEST_US", chance.choice((1, 2, 10)) * 24 * HOUR)
        try:
            for name in BUCKETS:
                house.db[name].insert(recorded(name, some_steps(chance), begin_us()))
            query = chance.choice((view([ONE]), view([ONE, TWO])))
            now = T0 + timedelta(days=5)
            for beat in range(10):
                house.ask_at(now, query)
                now += timedelta(hours=chance.choice((0, 1, 20, 30, -15)))
                if chance.random() < 0.5:
                    write_something(house, chance, beat)
                if chance.random() < 0.3:
                    house.rest()
        finally:
            house.close()


def test_what_was_settled_yesterday_is_settled_today(house: Counted) -> None:
    for hours in range(0, 60, 20):
        house.ask_at(NOW - timedelta(hours=60 - hours), view([ONE]))
    assert house.anew == 1


def test_what_has_become_settled_since_is_added(house: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_query.quiet.FARTHEST_US", 24 * HOUR)
    monkeypatch.setattr("aw_query.quiet._LOOK_BACK_US", (24 * HOUR,))
    for days in (3, 1.5, 0):
        house.ask_at(NOW - timedelta(days=days), view([ONE, TWO]))
    assert house.anew == 1


def test_after_a_long_time_all_is_computed(house: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_query.quiet._LONGEST_SINCE_US", 48 * HOUR)
    for days in (3.5, 0):
        house.ask_at(NOW - timedelta(days=days), view([ONE]))
    assert house.anew == 2


def test_who_looks_back_does_not_get_what_came_later(house: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_query.quiet._LONGEST_SINCE_US", 48 * HOUR)
    for days in (0, 3):
        house.ask_at(NOW - timedelta(days=days), view([ONE]))
    # What he gets takes nobody else's place.
    assert house.anew == 2
    house.ask_at(NOW + timedelta(days=1), view([ONE]))
    assert house.anew == 2


def test_a_change_of_the_past_is_seen_on_the_next_day(house: Counted) -> None:
    house.ask_at(NOW - timedelta(days=1), view([ONE]))
    write(house, "late", "window_a", (begin_us(2), 5 * MINUTE), 0)
    house.ask_at(NOW, view([ONE]))
    assert house.anew == 2


def test_a_rest_costs_nothing(house: Counted) -> None:
    for beat in range(3):
        house.ask_at(NOW, view([ONE]))
        house.rest()
        write(house, "beat", "window_a", 0, beat)
    assert house.anew == 1


def test_what_changes_during_a_rest_is_seen(house: Counted) -> None:
    house.ask_at(NOW, view([ONE]))
    house.rest()
    house.api.settings.set("classes", CLASSES[0])
    house.ask_at(NOW, view([ONE]))
    assert house.anew == 2


def test_values_of_every_kind_come_back_as_they_were(house: Counted) -> None:
    values: list[Any] = [1, 1.0, True, None, "1", "ü€\U0001f600", [1, "a"], ["1", "a"], 2**62, -0.5, "", []]
    for at, value in enumerate(values):
        data = {"app": value, "title": "t"} if at % 3 else {"app": value}
        house.db["window_a"].insert(Event.from_us(None, begin_us(1) + at * MINUTE, MINUTE, data))
    query = ['windows = flood(query_bucket("window_a"));', 'RETURN = merge_events_by_keys(windows, ["app", "title"]);']
    house.ask_at(NOW, query)
    house.rest()
    house.ask_at(NOW - timedelta(seconds=1), query)
    assert house.anew == 1


@pytest.mark.parametrize("value", [2**80, "\ud800"])
def test_values_that_no_file_takes_are_summed_up_again(house: Counted, value: Any) -> None:
    house.db["window_a"].insert(Event.from_us(None, begin_us(1), MINUTE, {"app": value}))
    query = ['RETURN = merge_events_by_keys(flood(query_bucket("window_a")), ["app"]);']
    for _ in range(2):
        text, period = until(NOW, query)
        house.ask(text, period)
        house.rest()
    assert house.anew == 2


# -- from one run of the server to the next ------------------------------------------------------------------------


class Run(Counted):
    """A server over a database file, and the file of sums beside it, opened and closed as `aw_server.main` does."""

    def __init__(self, path: Path) -> None:
        self.sums = SumsFile(path)
        self.sums.recall()
        storage = PeeweeStorage(filepath=path)
        self.sums.begin(storage.parts.versions.opened)
        self.open(Datastore(lambda testing: storage, testing=True))
        self.api.queries.keep_in(self.sums)

    def stop(self) -> None:
        self.api.close()
        self.api.queries.end()
        self.db.close()
        self.sums.seal()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "activitywatch.db"
    db = Datastore(partial(PeeweeStorage, filepath=path), testing=True)
    for name, (kind, host) in BUCKETS.items():
        db.create_bucket(name, kind, "tests", host)
        db[name].insert(recorded(name, A_DAY, begin_us()))
    db.close()
    Counted.anew = 0
    return path


@contextmanager
def run(path: Path) -> Iterator[Run]:
    server = Run(path)
    try:
        yield server
    finally:
        server.stop()


def test_the_next_server_needs_not_sum_up_again(path: Path) -> None:
    for days in (2, 1, 0):
        with run(path) as server:
            for bucket in BUCKETS:
                write(server, "beat", bucket, 0, days)
            server.ask_at(NOW - timedelta(days=days), view([ONE, TWO]))
    assert Counted.anew == 1


def _late(server: House) -> None:
    write(server, "late", "window_a", (begin_us(2), 5 * MINUTE), 0)


def _deleted(server: House) -> None:
    write(server, "delete", "window_a", 30, 0)


def _rules(server: House) -> None:
    write(server, "rules", "window_a", 1, 0)


def _bucket(server: House) -> None:
    server.db.create_bucket("aw-watcher-window_b", "currentwindow", "tests", "b")


BY_NAME = [
    'windows = flood(query_bucket(find_bucket("window_a")));',
    *view([ONE])[:-1],
    'RETURN = [merge_events_by_keys(windows, ["app"]), merge_events_by_keys(events, ["$category"])];',
]


@pytest.mark.parametrize("asked_first", [False, True])
@pytest.mark.parametrize("change", [_late, _deleted, _rules, _bucket])
def test_what_changes_in_the_next_run_is_seen(path: Path, change: Callable[[House], None], asked_first: bool) -> None:
    """Whether it has looked at the sums before or not."""
    with run(path) as server:
        server.ask_at(NOW, BY_NAME)
    with run(path) as server:
        if asked_first:
            server.ask_at(NOW, BY_NAME)
        change(server)
        server.ask_at(NOW, BY_NAME)
    assert Counted.anew == 2
    with run(path) as server:
        server.ask_at(NOW, BY_NAME)
    assert Counted.anew == 2


def test_what_others_write_between_two_runs_is_seen(path: Path) -> None:
    with run(path) as server:
        server.ask_at(NOW, view([ONE]))
    db = Datastore(partial(PeeweeStorage, filepath=path), testing=True)
    db["window_a"].insert(Event.from_us(None, begin_us(1), 5 * MINUTE, dict(DATA["window"][0])))
    db.close()
    with run(path) as server:
        server.ask_at(NOW, view([ONE]))
    assert Counted.anew == 2


def test_what_is_deleted_is_not_left_for_the_next_run(path: Path) -> None:
    secret = "what nobody shall know"
    with run(path) as server:
        server.db["window_a"].insert(Event.from_us(None, begin_us(1), MINUTE, {"app": "a", "title": secret}))
        server.ask_at(NOW, view([ONE], only_present=False))
    assert secret.encode() in server.sums.path.read_bytes()
    with run(path) as server:
        (event,) = [event for event in server.db["window_a"].get() if event.data.get("title") == secret]
        assert event.id is not None
        server.db["window_a"].delete(event.id)
        server.db.purge()
        assert not server.sums.path.exists()
        server.ask_at(NOW, view([ONE], only_present=False))
    assert secret.encode() not in server.sums.path.read_bytes()


def test_a_server_with_one_hand_leaves_the_same(path: Path) -> None:
    with run(path) as server:
        server.api.queries.hands = Hands(1)
        server.ask_at(NOW, view([ONE]))
    with run(path) as server:
        server.ask_at(NOW, view([ONE]))
    assert Counted.anew == 1
