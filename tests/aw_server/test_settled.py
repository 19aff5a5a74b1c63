"""What is settled is added up once: answers stay those of the rows, whatever is written, deleted or comes late.

The judge are the functions over lists of events (`aw_transform`), run over what the datastore holds at that moment.
What is settled is computed in several parts at once here, however little it is.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core import Event
from aw_query import parser, settled
from aw_query.abreast import Hands
from aw_query.dividing import NotDivisible, divided
from aw_query.stretch import sums_between
from aw_server.exceptions import BadRequest
from tests.aw_server.settled_house import (
    BUCKETS,
    CLASSES,
    DATA,
    DAYS,
    HOUR,
    MINUTE,
    NOW,
    ONE,
    QUERIES,
    SECOND,
    T0,
    WHOLE,
    House,
    begin_us,
    by_rows,
    recorded,
    some_steps,
    view,
    write,
    write_something,
)


@pytest.fixture(autouse=True, scope="module")
def _short() -> Iterator[None]:
    """Eight days are long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aw_query.quiet._SHORTEST_LISTED_US", 4 * 24 * HOUR)
        yield


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[House], None]]:
    """Has a house count."""
    answer, add = settled.answer, settled._Answer._settled

    def begin(house: House) -> None:
        def counted(*args: Any) -> Any:
            found = answer(*args)
            house.divided += 1
            return found

        def added(*args: Any) -> Any:
            house.settled_anew += 1
            return add(*args)

        def stretched(*args: Any) -> Any:
            house.stretches.append(args[-2:])
            return sums_between(*args)

        monkeypatch.setattr(settled, "answer", counted)
        monkeypatch.setattr("aw_query.settled.sums_between", stretched)
        monkeypatch.setattr(settled._Answer, "_settled", added)

    yield begin


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_answers_are_those_of_the_rows_after_any_writes(seed: int) -> None:
    chance = random.Random(seed)
    house = House()
    try:
        for name in BUCKETS:
            house.db[name].insert(recorded(name, some_steps(chance), begin_us()))
        house.api.queries.hands = Hands(chance.choice((1, 2, 2, 3, 5)), 0)
        asked = chance.sample(sorted(QUERIES), 2)
        for beat in range(12):
            query = QUERIES[asked[beat % 4 == 3]]
            assert house.ask(query) == by_rows(house.db, query)
            write_something(house, chance, beat)
    finally:
        house.close()


ENDS = (
    timedelta(),
    timedelta(seconds=7),
    timedelta(minutes=4),
    timedelta(hours=3),
    timedelta(hours=14),
    timedelta(days=3),
)


def _until(chance: random.Random) -> str:
    return (NOW + timedelta(minutes=5) - chance.choice(ENDS)).isoformat()


def _with_ends(chance: random.Random) -> list[str]:
    """A question with up to four ends, sometimes with sums that are made of one."""
    since = T0.isoformat()
    end, other = (f'ENDTIME = "{_until(chance)}";' for _ in range(2))
    first, second = (
        f'{name} = cut(tag(flood(query_bucket("{bucket}")), [[{tag}, {{"regex": "."}}]]), "{since}", "{until}");'
        for name, bucket, until in (("first", "window_a", _until(chance)), ("second", "afk_a", _until(chance)))
        for tag in [chance.choice([*['"t"'] * 9, "ENDTIME", "TIMEINTERVAL"])]
    )
    return [
        *chance.choice(([end, first, second], [first, second], [end, first, other, second], [first, end, second])),
        'RETURN = [merge_events_by_keys(first, ["app", "$tags"]), merge_events_by_keys(second, ["status", "$tags"])];',
    ]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_answers_are_those_of_the_rows_whenever_they_end(seed: int) -> None:
    chance = random.Random(seed)
    house = House()
    try:
        for name in ("window_a", "afk_a"):
            house.db[name].insert(recorded(name, some_steps(chance), begin_us()))
        house.api.queries.hands = Hands(chance.choice((1, 2, 3)), 0)
        for beat in range(12):
            query = _with_ends(chance)
            period = f"{T0.isoformat()}/{_until(chance)}"
            assert house.ask(query, period) == by_rows(house.db, query, period=period)
            write(house, "beat", "window_a", beat, beat)
    finally:
        house.close()


# -- one at a time -------------------------------------------------------------------------------------------------

A_DAY = [
    (8 * HOUR, 90 * MINUTE, 0),
    (0, 40 * MINUTE, 1),
    (2 * SECOND, 25 * MINUTE, 2),
    (30 * MINUTE, 3 * HOUR, 2),
    (0, 8 * HOUR, 3),
]


@pytest.fixture
def house(watch: Callable[[House], None]) -> Iterator[House]:
    made = House()
    for name in BUCKETS:
        made.db[name].insert(recorded(name, A_DAY, begin_us()))
    watch(made)
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_after_a_heartbeat_only_what_came_since_is_computed(house: House, name: str) -> None:
    query = QUERIES[name]
    assert house.ask(query) == by_rows(house.db, query)
    for beat in range(3):
        for bucket in BUCKETS:
            write(house, "beat", bucket, 0, beat)
        assert house.ask(query) == by_rows(house.db, query)
    # A newest event that the query may prolong by a month is never settled.
    assert (house.divided, house.settled_anew) == ((0, 0) if name == "prolonged far" else (4, 1))


@pytest.mark.parametrize("assigned", [True, False])
def test_who_asks_until_now_asks_the_same_a_moment_later(house: House, assigned: bool) -> None:
    """As the page of a year does that goes on: in the cuts and as its end, now is another moment each time."""
    for beat in range(4):
        now = (NOW + timedelta(seconds=5 * beat)).isoformat()
        late = (NOW + timedelta(hours=1, seconds=5 * beat)).isoformat()
        query = [line.replace((NOW + timedelta(days=1)).isoformat(), now) for line in view([ONE])]
        query = [f'ENDTIME = "{late}";', *query] if assigned else query
        period = f"{T0.isoformat()}/{now if assigned else late}"
        assert house.ask(query, period) == by_rows(house.db, query, period=period)
        for bucket in BUCKETS:
            write(house, "beat", bucket, 0, beat)
    assert (house.divided, house.settled_anew) == (4, 1)


def test_what_is_settled_lies_before_every_end_that_its_name_does_not_tell(house: House) -> None:
    """One list ends earlier on the last day than the other; a later look ends it after quiet moments of that day."""
    seen = []
    for hours in (23.0, 0.5):
        until = (NOW - timedelta(hours=hours)).isoformat()
        last = (NOW - timedelta(minutes=1)).isoformat()
        query = [
            f'ENDTIME = "{last}";',
            f'windows = cut(flood(query_bucket("window_a")), "{T0.isoformat()}", "{until}");',
            'RETURN = [sum_durations(windows), sum_durations(flood(query_bucket("afk_a")))];',
        ]
        seen.append(house.ask(query))
        assert seen[-1] == by_rows(house.db, query)
    assert seen[0] != seen[1]
    assert house.divided == 2


def test_moments_up_to_which_the_newest_event_lasts_belong_to_what_came_since(house: House) -> None:
    for minute in range(3):
        until = (NOW + timedelta(minutes=minute)).isoformat()
        query = [
            QUERIES["prolonged"][0].replace((NOW + timedelta(minutes=1)).isoformat(), until),
            QUERIES["prolonged"][1],
        ]
        assert house.ask(query) == by_rows(house.db, query)
    assert (house.divided, house.settled_anew) == (3, 1)


def test_a_moment_before_what_is_settled_is_told_apart(house: House) -> None:
    """A bucket that is silent since hours: its last event may be prolonged, by a question that asks for it."""
    for event in house.db["window_a"].get(-1, NOW - timedelta(hours=10)):
        house.db["window_a"].delete(event.id)
    # The newest event of a bucket is never cut: it may grow.
    house.db["afk_a"].insert(Event(timestamp=NOW, data={"status": "afk"}))
    ended = house.db["window_a"].last()
    assert ended is not None
    found = []
    for until in (NOW + timedelta(minutes=1), ended.timestamp + ended.duration + timedelta(minutes=30)):
        both = QUERIES["prolonged"][0].replace((NOW + timedelta(minutes=1)).isoformat(), until.isoformat())
        query = [both, 'RETURN = [sum_durations(windows), sum_durations(query_bucket("afk_a"))];']
        found.append(house.ask(query))
        assert found[-1] == by_rows(house.db, query)
    assert found[1][0] == found[0][0] + 1800


def test_lists_that_lie_over_themselves_are_not_cut_where_something_goes_through(house: House) -> None:
    """The rule for shared time of such lists looks at ends in turn, and a cut would change which end comes first."""
    for name in ("window_a", "afk_b"):
        for event in house.db[name].get():
            house.db[name].delete(event.id)
    length = timedelta(days=6)
    data = dict(DATA["window"][0])
    since = T0 + timedelta(days=1)
    house.db["window_a"].insert([Event(timestamp=since, duration=length, data=data)])
    house.db["window_a"].insert(
        [Event(timestamp=since + timedelta(hours=1), duration=7200, data=dict(DATA["window"][2]))]
    )
    house.db["afk_b"].insert(
        [Event(timestamp=since + timedelta(hours=2), duration=length - timedelta(hours=3), data={})]
    )
    house.db["afk_b"].insert(Event(timestamp=NOW, data={}))
    for minute in range(60 * 28):
        at = NOW - timedelta(minutes=minute)
        house.db["window_a"].insert(Event(timestamp=at, duration=30, data=dict(DATA["window"][1])))
    query = [
        'shared = filter_period_intersect(query_bucket("window_a"), query_bucket("afk_b"));',
        'RETURN = [merge_events_by_keys(shared, ["app", "title"]), sum_durations(query_bucket("window_a"))];',
    ]
    assert house.ask(query) == by_rows(house.db, query)
    assert house.divided == 0


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_other_questions_are_answered_as_a_whole(house: House, name: str) -> None:
    query = [WHOLE[name]]
    if name in ("newest first", "events", "a count", "no keys"):
        assert house.ask(query) == by_rows(house.db, query)
    else:
        house.ask(query)
    assert (house.divided, house.settled_anew) == (0, 0)


@pytest.mark.parametrize("kind", ["late", "import", "delete", "move", "rules"])
def test_a_change_of_the_past_is_seen_at_once(house: House, kind: str) -> None:
    query = QUERIES["view"]
    before = house.ask(query)
    early = begin_us(1) + 9 * HOUR
    values: dict[str, Any] = {
        "late": (early, HOUR),
        "import": [(early, HOUR)],
        "delete": house.db["window_a"].get_eventcount() - 2,
        "move": (house.db["window_a"].get_eventcount() - 2, early),
        "rules": 1,
    }
    write(house, kind, "window_a", values[kind], 0)
    after = house.ask(query)
    assert after == by_rows(house.db, query) != before
    assert (house.divided, house.settled_anew) == (2, 2)


def test_an_event_through_the_night_is_cut_in_two_and_counted_once(house: House) -> None:
    """Computers that stay on all night record without a hole."""
    query = QUERIES["two devices"]
    for name in BUCKETS:
        for event in house.db[name].get():
            house.db[name].delete(event.id)
        steps = [(0, 10 * HOUR, 1 if name.startswith("afk") else 0), (0, 14 * HOUR, 0 if name.startswith("afk") else 3)]
        house.db[name].insert(recorded(name, [(0, 7 * MINUTE, 0), *steps * DAYS], begin_us()))
    assert house.ask(query) == by_rows(house.db, query)
    write(house, "beat", "afk_a", 0, 0)
    assert house.ask(query) == by_rows(house.db, query)
    assert (house.divided, house.settled_anew) == (2, 1)


@pytest.mark.parametrize("pause", [SECOND, HOUR])
def test_events_are_listed_as_they_are(house: House, pause: int) -> None:
    """None is cut in two: seams lie in pauses."""
    query = QUERIES["listed"]
    for name in BUCKETS:
        for event in house.db[name].get():
            house.db[name].delete(event.id)
        house.db[name].insert(recorded(name, [(pause, 23 * HOUR, 1)] * 9, begin_us()))
    for beat in range(2):
        assert house.ask(query) == by_rows(house.db, query)
        write(house, "beat", "afk_a", 0, beat)
    seams = {seam for stretch in house.stretches for seam in stretch if seam is not None and seam > begin_us()}
    assert bool(seams) == (pause == HOUR)


def test_a_purge_forgets_what_was_settled(house: House) -> None:
    house.ask(QUERIES["view"])
    house.api.queries.forget()
    house.ask(QUERIES["view"])
    assert house.settled_anew == 2


def test_what_is_written_while_it_is_computed_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    query = QUERIES["view"]
    made = settled._Answer._made

    def meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(settled._Answer, "_made", made)
        write(house, "late", "window_a", (begin_us(1) + 9 * HOUR, HOUR), 0)
        return made(*args)

    monkeypatch.setattr(settled._Answer, "_made", meanwhile)
    house.ask(query)
    assert house.ask(query) == by_rows(house.db, query)


@pytest.mark.parametrize(("hands", "divided"), [(Hands(2, 0), 3), (Hands(2, 10_000), 0)])
def test_years_that_are_asked_for_together_are_divided_one_by_one(house: House, hands: Hands, divided: int) -> None:
    """Each of them has its quiet moments; where little happened they share what they read."""
    house.api.queries.hands = hands
    edges = [NOW - timedelta(days=days) for days in (900, 700, 4)]
    house.db["window_a"].insert(
        [Event(timestamp=edges[0] + timedelta(days=n), duration=3600, data=dict(DATA["window"][0])) for n in range(890)]
    )
    spans = [*itertools.pairwise(edges), (edges[1], NOW)]
    periods = [f"{start.isoformat()}/{end.isoformat()}" for start, end in spans]
    query = ['RETURN = merge_events_by_keys(flood(query_bucket("window_a")), ["app"]);']
    answers = json.loads(house.api.queries.document("", query, periods))
    assert answers == [by_rows(house.db, query, period=period) for period in periods]
    assert house.divided == divided


def test_a_short_time_is_computed_as_a_whole(house: House) -> None:
    start, end = NOW - timedelta(days=2), NOW
    period = f"{start.isoformat()}/{end.isoformat()}"
    house.api.queries.document("", QUERIES["view"], [period])
    assert house.divided == 0


def test_a_list_of_some_weeks_is_computed_as_a_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_query.quiet._SHORTEST_LISTED_US", 90 * 24 * HOUR)
    assert house.ask(QUERIES["listed"]) == by_rows(house.db, QUERIES["listed"])
    assert house.divided == 0


def test_what_cannot_be_divided_says_so() -> None:
    for text in WHOLE.values():
        with pytest.raises(NotDivisible):
            divided(parser.parse(text))


# -- in parts at once ----------------------------------------------------------------------------------------------


def _parts(house: House) -> list[tuple[int, int]]:
    """Stretches with a seam on both sides, in turn."""
    return sorted((left, right) for left, right in house.stretches if left is not None and right is not None)


@pytest.mark.parametrize("name", sorted(set(QUERIES) - {"prolonged far"}))
def test_what_is_settled_is_computed_in_parts_of_like_length(house: House, name: str) -> None:
    assert house.ask(QUERIES[name]) == by_rows(house.db, QUERIES[name])
    [(first, second), (_, seam)] = parts = _parts(house)
    assert parts == [(first, second), (second, seam)]
    settled_once = sorted(((left or 0, right) for left, right in house.stretches if right is not None))
    assert settled_once == [(0, first), *parts]
    thirds = [begin_us() + DAYS * 24 * HOUR * third // 3 for third in (1, 2)]
    assert [abs(cut - third) < 8 * HOUR for cut, third in zip((first, second), thirds, strict=True)] == [True, True]


@pytest.mark.parametrize("hands", [Hands(1, 0), Hands(2, 10_000)])
def test_few_hands_and_few_events_make_no_parts(house: House, hands: Hands) -> None:
    house.api.queries.hands = hands
    house.ask(QUERIES["view"])
    assert len(house.stretches) == 2 and not _parts(house)


def test_where_nothing_is_quiet_in_the_middle_there_are_no_parts(house: House) -> None:
    house.api.queries.hands = Hands(2, 0)
    middle = begin_us() + DAYS * 12 * HOUR
    beats = [
        Event.from_us(None, middle + at * 50 * SECOND, SECOND, dict(DATA["window"][at % 3]))
        for at in range(-3400, 3400)
    ]
    house.db["window_a"].insert(beats)
    assert house.ask(QUERIES["view"]) == by_rows(house.db, QUERIES["view"])
    assert (house.divided, _parts(house)) == (1, [])


def test_a_cut_that_could_be_felt_is_given_up(house: House) -> None:
    """One event goes through the cut and is alone there, but a short one lay over it before."""
    house.api.queries.hands = Hands(2, 0)
    for event in house.db["window_a"].get():
        house.db["window_a"].delete(event.id)
    begin, length = begin_us(), DAYS * 24 * HOUR
    data = DATA["window"]
    house.db["window_a"].insert(
        [
            Event.from_us(None, begin, HOUR, dict(data[2])),
            Event.from_us(None, begin + length // 2 - 50 * HOUR, 100 * HOUR, dict(data[0])),
            Event.from_us(None, begin + length // 2 - 20 * HOUR, HOUR, dict(data[1])),
            Event.from_us(None, begin + length - 2 * HOUR, HOUR, dict(data[2])),
        ]
    )
    query = ['RETURN = merge_events_by_keys(flood(query_bucket("window_a")), ["app", "title"]);']
    assert house.ask(query) == by_rows(house.db, query)
    [(cut, seam)] = _parts(house)
    assert abs(cut - begin - length // 2) < 36 * HOUR
    assert (house.divided, house.stretches.count((None, seam))) == (1, 1)


def test_what_comes_late_while_parts_are_computed_is_not_missed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two events with a hole between them where a moment ago it was quiet, and a cut was made."""
    query = ['RETURN = sum_durations(flood(query_bucket("window_b")));']

    def late(*args: Any) -> Any:
        if args[-2] is None and args[-1] is not None:
            monkeypatch.setattr("aw_query.settled.sums_between", sums_between)
            for start in (args[-1] - 61 * SECOND, args[-1] + SECOND):
                house.db["window_b"].insert(Event.from_us(None, start, MINUTE, dict(DATA["window"][0])))
        return sums_between(*args)

    house.api.queries.hands = Hands(2, 0)
    monkeypatch.setattr("aw_query.settled.sums_between", late)
    for _ in range(2):
        assert house.ask(query) == by_rows(house.db, query)


def test_rules_that_change_while_parts_are_computed_are_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.api.settings.set("classes", CLASSES[0])

    def changed(*args: Any) -> Any:
        found = sums_between(*args)
        if args[-2] is None and args[-1] is not None:
            house.api.settings.set("classes", CLASSES[1])
        return found

    monkeypatch.setattr("aw_query.settled.sums_between", changed)
    assert house.ask(QUERIES["view"]) == by_rows(house.db, QUERIES["view"])
    assert house.ask(QUERIES["view"]) == by_rows(house.db, QUERIES["view"])


def test_an_error_in_one_part_is_told_as_by_the_whole(house: House) -> None:
    query = ['RETURN = merge_events_by_keys(simplify_window_titles(flood(query_bucket("window_a")), "title"), "app");']
    added = house.db["window_a"].insert(Event.from_us(None, begin_us() + HOUR, HOUR, {"app": "lock"}))
    with pytest.raises(BadRequest, match="an event has no 'title'"):
        house.ask(query)
    house.db["window_a"].delete(added.id)
    assert house.ask(query) == by_rows(house.db, query)
    assert _parts(house)
