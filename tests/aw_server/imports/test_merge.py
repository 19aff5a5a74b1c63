"""The laws of merging: nothing of a source is missing, importing again adds nothing, growth replaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.encoding import canonical
from aw_datastore.storages import MemoryStorage
from aw_server.imports import merge
from aw_server.imports.merge import Incoming, Plan, count_new, plan

Triple = tuple[int, int, int]

# Few different values, so that starts, data and lengths meet often.
TRIPLES = st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 1))
LISTS = st.lists(TRIPLES, max_size=12)


def event(triple: Triple, event_id: int | None = None) -> Event:
    start, duration, data = triple
    return Event.from_us(event_id, start * 1000, duration, {"x": data})


def incoming(triples: list[Triple], known: bool = False) -> list[Incoming]:
    return [Incoming(event(triple), known) for triple in triples]


class Ours:
    """A bucket as a dict of rows."""

    def __init__(self, triples: list[Triple]) -> None:
        self.rows = {number: event(triple, number) for number, triple in enumerate(triples, 1)}

    def take(self, source: list[Incoming]) -> Plan:
        made = plan(source, list(self.rows.values()))
        for new in made.new:
            number = len(self.rows) + 1
            self.rows[number] = Event.from_us(number, new.start_us, new.duration_us, new.data)
        for number, state in made.grown:
            self.rows[number] = Event.from_us(number, state.start_us, state.duration_us, state.data)
        return made

    def triples(self) -> list[Triple]:
        return sorted((row.start_us // 1000, row.duration_us, row.data["x"]) for row in self.rows.values())


@given(LISTS)
def test_into_an_empty_bucket_everything_goes_as_often_as_it_stands_there(source: list[Triple]) -> None:
    ours = Ours([])
    made = ours.take(incoming(source))
    assert ours.triples() == sorted(source)
    assert (made.stored, made.stored_us) == (len(source), sum(duration for _, duration, _ in source))


@given(LISTS, LISTS)
def test_a_second_import_adds_nothing_and_changes_nothing(source: list[Triple], before: list[Triple]) -> None:
    ours = Ours(before)
    ours.take(incoming(source))
    once = ours.triples()
    made = ours.take(incoming(source))
    assert (made.new, made.grown) == ([], [])
    assert ours.triples() == once
    assert made.stored == len(source)


@given(LISTS, LISTS)
def test_every_event_of_the_source_is_there_in_its_state_or_a_later_one(
    source: list[Triple], before: list[Triple]
) -> None:
    ours = Ours(before)
    made = ours.take(incoming(source))
    left = ours.triples()
    later = []
    for triple in source:
        if triple in left:
            left.remove(triple)
        else:
            later.append(triple)
    assert len(later) == made.longer
    for start, duration, data in sorted(later, key=lambda triple: -triple[1]):
        found = next(one for one in left if one[0] == start and one[2] == data and one[1] > duration)
        left.remove(found)
    # What was ours is still there, if only as the beginning of something longer.
    assert len(ours.rows) == len(before) + len(made.new)


@given(LISTS, st.data())
def test_what_grew_at_the_source_grows_here(source: list[Triple], data: st.DataObject) -> None:
    # In a source only the newest event grows, and a grown event is no other's equal.
    source = list(dict.fromkeys(source))
    ours = Ours([])
    ours.take(incoming(source))
    if not source:
        return
    newest = max(source)
    grown = (newest[0], 5 + data.draw(st.integers(0, 9)), newest[2])
    later = [grown if one is newest else one for one in source]
    made = ours.take(incoming(later))
    assert made.new == []
    assert ours.triples() == sorted(later)


@given(LISTS, LISTS)
def test_what_was_known_and_is_gone_stays_gone(source: list[Triple], before: list[Triple]) -> None:
    ours = Ours(before)
    made = ours.take(incoming(source, known=True))
    assert made.new == []
    assert made.gone + made.stored == len(source)


def test_data_is_compared_with_its_types() -> None:
    one, yes = Event.from_us(1, 0, 5, {"x": 1}), Event.from_us(None, 0, 5, {"x": True})
    assert canonical(one.data) != canonical(yes.data)
    assert plan([Incoming(yes)], [one]).new == [yes]


@given(LISTS, LISTS, st.integers(1, 4))
def test_counting_what_is_new_agrees_with_adding_it(stored: list[Triple], source: list[Triple], at_once: int) -> None:
    datastore = Datastore(MemoryStorage, testing=True)
    try:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        bucket.insert([event(triple) for triple in stored])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(merge, "COMPARED_AT_ONCE", at_once)
            counted = count_new([event(triple) for triple in source], bucket.starting)
        assert counted == bucket.insert_many_new([event(triple) for triple in source])
    finally:
        datastore.close()
