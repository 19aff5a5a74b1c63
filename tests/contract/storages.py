"""What every storage does, as one suite. A storage's test module inherits `StorageContract` and says how to open it.

Expected values are worked out by hand or by `tests.aw_datastore.model`, never by another storage.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from aw_core import Event
from aw_datastore import Batch, Bucket, Datastore
from aw_datastore.errors import BucketExists, NoSuchBucket, StorageClosed
from aw_datastore.rewriting import Judge, Tallies, Verdict, add_tallies

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def event(start: float, duration: float = 0, data: Any = None, id: int | None = None) -> Event:
    return Event(id=id, timestamp=at(start), duration=duration, data=data or {"label": "x"})


def seconds(events: list[Event]) -> list[tuple[float, float]]:
    return [((e.timestamp - T0).total_seconds(), e.duration.total_seconds()) for e in events]


def plain(stored: Event) -> dict[str, Any]:
    """As the API writes it: what JSON does not have as null, half a surrogate pair replaced."""

    def tidy(value: Any) -> Any:
        if isinstance(value, float) and not math.isfinite(value):
            return None
        return "\ufffd" if value == "\ud83d" else value

    return {**stored.to_json_dict(), "data": {key: tidy(value) for key, value in stored.data.items()}}


class StorageContract:
    """Inherit, and give a fixture `datastore` that opens an empty one and closes it."""

    @pytest.fixture
    def datastore(self) -> Iterator[Datastore]:
        raise NotImplementedError

    @pytest.fixture
    def bucket(self, datastore: Datastore) -> Bucket:
        return datastore.create_bucket("b", type="test", client="tests", hostname="box")

    # -- buckets -------------------------------------------------------------------------------------------------

    def test_metadata_is_what_was_given(self, datastore: Datastore) -> None:
        created = datetime(2026, 3, 1, 14, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
        bucket = datastore.create_bucket("a", "currentwindow", "c", "box", created, "a name", {"k": [1, 1.0, True]})
        assert bucket.metadata() == {
            "id": "a",
            "created": "2026-03-01T12:30:15.123456+00:00",
            "name": "a name",
            "type": "currentwindow",
            "client": "c",
            "hostname": "box",
            "data": {"k": [1, 1.0, True]},
        }
        assert [type(value) for value in bucket.metadata()["data"]["k"]] == [int, float, bool]

    def test_created_may_be_text_and_defaults_to_now(self, datastore: Datastore) -> None:
        before = datetime.now(UTC)
        now = datastore.create_bucket("now", "t", "c", "h").metadata()
        assert before <= datetime.fromisoformat(now["created"]) <= datetime.now(UTC)
        assert (now["name"], now["data"]) == (None, {})
        text = datastore.create_bucket("text", "t", "c", "h", "2020-01-01T00:00:00+01:00").metadata()
        assert text["created"] == "2019-12-31T23:00:00+00:00"

    def test_listing_and_asking_by_id(self, datastore: Datastore) -> None:
        assert datastore.buckets() == {}
        for name in ("b 1", "ü/😀", "a"):
            datastore.create_bucket(name, "t", "c", "h")
        assert list(datastore.buckets()) == ["b 1", "ü/😀", "a"]
        assert datastore["ü/😀"].metadata() == datastore.buckets()["ü/😀"]
        with pytest.raises(KeyError):
            datastore["nothing"]

    def test_creating_twice_changes_nothing(self, datastore: Datastore, bucket: Bucket) -> None:
        bucket.insert(event(0))
        with pytest.raises(BucketExists):
            datastore.create_bucket("b", "other", "other", "other")
        assert bucket.metadata()["type"] == "test"
        assert bucket.get_eventcount() == 1

    def test_update_changes_what_is_named(self, datastore: Datastore, bucket: Bucket) -> None:
        before = bucket.metadata()
        datastore.update_bucket("b", hostname="other", data={"x": None})
        assert bucket.metadata() == {**before, "hostname": "other", "data": {"x": None}}
        datastore.update_bucket("b")
        datastore.update_bucket("b", type_id="t2", client="c2", name="n2", data={})
        assert bucket.metadata() == {
            **before,
            "hostname": "other",
            "type": "t2",
            "client": "c2",
            "name": "n2",
            "data": {},
        }

    def test_a_deleted_bucket_is_gone_with_its_events(self, datastore: Datastore, bucket: Bucket) -> None:
        other = datastore.create_bucket("other", "t", "c", "h")
        other.insert(event(1, data={"label": "shared"}))
        bucket.insert([event(1, data={"label": "shared"}), event(2, data={"label": "own"})])
        datastore.delete_bucket("b")
        assert list(datastore.buckets()) == ["other"]
        asks: list[Callable[[], object]] = [bucket.metadata, bucket.get, bucket.get_eventcount, bucket.span]
        asks.append(lambda: bucket.insert(event(0)))
        for ask in asks:
            with pytest.raises(NoSuchBucket):
                ask()
        again = datastore.create_bucket("b", "t", "c", "h")
        assert again.get() == []
        assert other.get() == [event(1, data={"label": "shared"})]

    @pytest.mark.parametrize("name", ["update_bucket", "delete_bucket"])
    def test_an_unknown_bucket_is_a_value_error(self, datastore: Datastore, name: str) -> None:
        with pytest.raises(ValueError, match="nothing"):
            getattr(datastore, name)("nothing")

    # -- inserting -----------------------------------------------------------------------------------------------

    def test_one_event_gets_an_id_and_comes_back(self, bucket: Bucket) -> None:
        given = event(1.234, 5.678901, {"label": "y"})
        stored = bucket.insert(given)
        assert stored is given
        assert isinstance(given.id, int)
        [found] = bucket.get()
        assert (found, found.id) == (given, given.id)
        assert found.timestamp.utcoffset() == timedelta(0)
        assert bucket.get_by_id(given.id) == given

    def test_an_id_on_a_single_event_does_not_matter(self, bucket: Bucket) -> None:
        first = bucket.insert(event(1))
        first_id = first.id
        second = bucket.insert(event(2, id=first_id))
        assert second.id != first_id
        assert seconds(bucket.get()) == [(2, 0), (1, 0)]

    def test_microseconds_survive(self, bucket: Bucket) -> None:
        fine = Event.from_us(None, 1_772_366_400_000_001, 3, {"a": 1})
        bucket.insert(fine)
        [found] = bucket.get()
        assert (found.start_us, found.duration_us) == (1_772_366_400_000_001, 3)

    @pytest.mark.parametrize("year", [1, 1969, 9999])
    def test_far_away_times(self, bucket: Bucket, year: int) -> None:
        moment = datetime(year, 6, 1, tzinfo=UTC)
        bucket.insert(Event(timestamp=moment, duration=1, data={"a": 1}))
        assert [e.timestamp for e in bucket.get(starttime=moment, endtime=moment)] == [moment]

    def test_a_list_returns_nothing(self, bucket: Bucket) -> None:
        assert bucket.insert([event(1), event(2)]) is None
        assert bucket.insert([]) is None
        assert bucket.get_eventcount() == 2

    @pytest.mark.parametrize("wrong", [None, {}, {"timestamp": "x"}, "event", 5, [{}], [None]])
    def test_anything_else_is_a_type_error(self, bucket: Bucket, wrong: Any) -> None:
        with pytest.raises(TypeError):
            bucket.insert(wrong)
        assert bucket.get() == []

    def test_what_is_not_json_is_refused_whole(self, bucket: Bucket) -> None:
        with pytest.raises(TypeError):
            bucket.insert([event(1), event(2, data={"when": T0})])
        assert bucket.get() == []

    def test_a_duration_beyond_all_bounds_is_refused_whole(self, bucket: Bucket) -> None:
        endless = Event(timestamp=T0, duration=timedelta.max, data={"a": 1})
        with pytest.raises(ValueError, match="duration"):
            bucket.insert([event(1), endless])
        with pytest.raises(ValueError, match="duration"):
            bucket.insert(endless)
        assert bucket.get() == []

    def test_five_thousand_at_once(self, bucket: Bucket) -> None:
        bucket.insert([event(i, 1, {"n": i % 10}) for i in range(5000)])
        assert bucket.get_eventcount() == 5000
        assert len(bucket.get(1000)) == 1000
        assert [e.data["n"] for e in bucket.get(3)] == [9, 8, 7]
        ids = [e.id for e in bucket.get()]
        assert len(set(ids)) == 5000

    def test_a_list_replaces_rows_of_this_bucket_only(self, datastore: Datastore, bucket: Bucket) -> None:
        other = datastore.create_bucket("other", "t", "c", "h")
        mine, theirs = bucket.insert(event(1)), other.insert(event(1))
        bucket.insert(
            [
                event(10, id=mine.id),
                event(20, id=theirs.id),
                event(30, id=10**6),
                event(40, id=2**70),
            ]
        )
        assert seconds(bucket.get()) == [(40, 0), (30, 0), (20, 0), (10, 0)]
        assert seconds(other.get()) == [(1, 0)]
        assert bucket.get_by_id(mine.id) == event(10)
        assert bucket.get_by_id(theirs.id) is None

    def test_insert_returning_sets_ids(self, bucket: Bucket) -> None:
        old = bucket.insert(event(1))
        back = bucket.insert_returning([event(2), event(3, id=old.id), event(4)])
        assert back[1].id == old.id
        assert [bucket.get_by_id(e.id) for e in back] == back
        assert bucket.get_eventcount() == 3

    def test_a_batch_is_inserted_in_its_order(self, bucket: Bucket) -> None:
        events = [event(n % 60, n % 3, {"n": n % 4}) for n in range(203)]
        batch = Batch.of([event(5, id=10**6), *events])
        ids = list(bucket.insert_batch(batch))
        assert len(set(ids)) == 204
        assert [bucket.get_by_id(number) for number in ids] == batch.events()
        assert bucket.get_eventcount() == 204
        assert list(bucket.insert_batch(batch.among([]))) == []
        again = bucket.insert_batch(batch.among([3, 1]))
        assert [bucket.get_by_id(number) for number in again] == [events[2], events[0]]

    def test_insert_new_skips_what_is_there(self, bucket: Bucket) -> None:
        bucket.insert([event(1, 2, {"a": 1, "b": [1]}), event(5)])
        added = bucket.insert_many_new(
            [
                event(1, 2, {"b": [1], "a": 1}),  # the same, keys in another order
                event(1, 2, {"a": 1.0, "b": [1]}),  # another type
                event(1, 3, {"a": 1, "b": [1]}),  # another duration
                event(7),
                event(7),  # twice in the list
                event(5, id=10**6),
            ]
        )
        assert added == 4
        assert bucket.get_eventcount() == 6
        assert bucket.insert_many_new([event(7), event(7), event(7)]) == 1
        assert bucket.insert_many_new([event(7), event(5)]) == 0
        assert bucket.insert_many_new([]) == 0

    def test_insert_unmarked_adds_what_no_event_of_that_start_stands_for(self, bucket: Bucket) -> None:
        def mark(one: Event) -> object:
            return one.data.get("file")

        old = bucket.insert(event(5, data={"file": "a", "n": 1}))
        bucket.insert(event(0, 60, {"file": "b"}))
        kept = bucket.insert_unmarked(
            [
                event(5, data={"file": "a", "n": 2}),  # stands there
                event(5, data={"file": "b", "n": 3}),  # what reaches into that moment began before
                event(6, data={"file": "a", "n": 4}),
                event(6, data={"file": "a", "n": 5}),  # the one before it
            ],
            mark,
        )
        assert [one.data["n"] for one in kept if "n" in one.data] == [1, 3, 4, 4]
        assert kept[0].id == old.id
        assert kept[2].id == kept[3].id
        assert bucket.get_eventcount() == 4
        assert bucket.insert_unmarked([], mark) == []

    def test_a_frame_without_what_varies(self, datastore: Datastore) -> None:
        bucket = datastore.create_bucket("w", "wakatime.heartbeat", "c", "h")
        bucket.insert([event(n, data={"entity": f"f{n % 3}", "time": n, "lineno": n}) for n in range(30)])
        whole, few = bucket.frame(), bucket.frame(varying=False)
        assert [one.data["entity"] for one in few.to_events()] == [one.data["entity"] for one in whole.to_events()]
        assert few.start.tolist() == whole.start.tolist()
        assert whole.to_events()[0].data["lineno"] == 29
        assert len(bucket.frame().pool) == len(whole.pool)
        # However many distinct files there are, what varies stays apart from them.
        bucket.insert([event(100 + n, data={"entity": f"g{n}", "time": n}) for n in range(3000)])
        bucket.insert([event(5000, data={"entity": "last", "time": 1})])
        assert bucket.frame(varying=False).to_events()[0].data["entity"] == "last"

    def test_a_frame_without_ids(self, bucket: Bucket) -> None:
        """What was added first is the older one of two that begin at once, whether ids are told or not."""
        bucket.insert([event(n % 40, n % 3, {"n": n % 5, "tabCount": n % 2}) for n in range(200)])
        with_ids, without = bucket.frame().to_events(), bucket.frame(ids=False).to_events()
        shown = [(one.start_us, one.duration_us, one.data) for one in with_ids]
        assert [(one.start_us, one.duration_us, one.data) for one in without] == shown
        assert None not in [one.id for one in bucket.frame().to_events()]

    def test_insert_new_over_several_batches(self, bucket: Bucket) -> None:
        events = [event(i // 3, i % 3, {"n": i % 7}) for i in range(11_000)]
        bucket.insert(events[::2])
        assert bucket.insert_many_new(events[::-1]) == 5500
        assert sorted(seconds(bucket.get())) == sorted(seconds(events))

    # -- data ----------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "data",
        [
            {"n": 1},
            {"n": 1.0},
            {"n": True},
            {"n": None, "m": False, "l": [], "o": {}, "s": ""},
            {"big": 10**40, "small": 5e-324, "zero": -0.0},
            {"deep": {"a": [{"b": [1, [2.5, None]]}]}},
            {"ü": "naïve 😀 \u0000 \n \u2028"},
            {"half": "a\ud800b"},
            {"z": 1, "a": 2, "m": 3},
            {"": ""},
        ],
        ids=repr,
    )
    def test_json_comes_back_with_every_type(self, bucket: Bucket, data: dict[str, Any]) -> None:
        bucket.insert([event(0, data={"n": 7}), event(1, data=data), event(2, data=data)])
        last = bucket.last()
        assert last is not None
        assert repr(last.data) == repr(data)

    def test_equal_values_of_other_types_stay_apart(self, bucket: Bucket) -> None:
        bucket.insert([event(i, data={"v": value}) for i, value in enumerate([1, 1.0, True])])
        assert [repr(e.data["v"]) for e in bucket.get()] == ["True", "1.0", "1"]

    def test_no_event_shares_its_data(self, bucket: Bucket) -> None:
        bucket.insert([event(i, data={"a": {"b": [1]}, "c": 1}) for i in range(3)])
        bucket.insert([event(i + 3, data={"c": 1}) for i in range(3)])
        first, second = bucket.get(), bucket.get()
        for found in (first[0], first[3]):
            found.data["c"] = 2
        first[3].data["a"]["b"].append(2)
        assert first[1:3] + first[4:] == second[1:3] + second[4:]
        assert [e.data for e in bucket.get()] == [{"c": 1}] * 3 + [{"a": {"b": [1]}, "c": 1}] * 3

    def test_changing_what_was_given_changes_nothing_stored(self, bucket: Bucket) -> None:
        given = event(1, data={"a": [1]})
        bucket.insert(given)
        given.data["a"].append(2)
        given.duration = timedelta(5)
        assert [(e.data, e.duration_us) for e in bucket.get()] == [({"a": [1]}, 0)]

    @pytest.mark.parametrize("type_id", ["wakatime.heartbeat", "app.editor.activity", "web.tab.current", "other"])
    def test_keys_that_vary_come_back(self, datastore: Datastore, type_id: str) -> None:
        bucket = datastore.create_bucket("v", type_id, "c", "h")
        data = [
            {"file": "a.py", "lineno": i, "cursorpos": i * 2, "lines": "9", "tabCount": i % 3, "time": i / 7}
            for i in range(50)
        ]
        bucket.insert([event(i, data=one) for i, one in enumerate(data)])
        bucket.insert(event(50, data={"lineno": 1}))
        bucket.insert(event(51, data={"file": "a.py"}))
        found = [e.data for e in reversed(bucket.get())]
        assert found == [*data, {"lineno": 1}, {"file": "a.py"}]
        assert type(found[7]["time"]) is float
        newest = bucket.get(1)[0]
        assert bucket.replace(newest.id, event(51, data={"file": "b", "lineno": 3}))
        assert bucket.get(1)[0].data == {"file": "b", "lineno": 3}
        assert bucket.insert_many_new([event(51, data={"lineno": 3, "file": "b"}), event(0, data=data[0])]) == 0

    def test_thousands_of_distinct_data(self, datastore: Datastore, bucket: Bucket) -> None:
        """Past the point where the dictionary is left, single and many, with replaces on both sides of it."""
        data = [{"id": f"{i:08x}", "n": i} for i in range(3000)]
        bucket.insert([event(i, data=one) for i, one in enumerate(data[:1500])])
        bucket.insert([event(i + 1500, data=one) for i, one in enumerate(data[1500:])])
        bucket.insert(event(3000, data={"id": "one more"}))
        found = bucket.get()[::-1]
        assert [e.data for e in found] == [*data, {"id": "one more"}]
        for position in (0, 2999):
            old = found[position]
            assert bucket.replace(old.id, event(position, 9, {"id": "new"}))
            assert bucket.get_by_id(old.id) == event(position, 9, {"id": "new"})
        assert bucket.insert_many_new([event(5, data=data[5]), event(2998, data=data[2998])]) == 0
        datastore.purge()
        assert [e.data for e in bucket.get()][::-1][1:-2] == data[1:-1]

    # -- getting -------------------------------------------------------------------------------------------------

    def test_newest_first_whatever_the_order_of_insertion(self, bucket: Bucket) -> None:
        for start in (3, 1, 2, 2):
            bucket.insert(event(start))
        found = bucket.get()
        assert seconds(found) == [(3, 0), (2, 0), (2, 0), (1, 0)]
        assert found[1].id > found[2].id

    @pytest.mark.parametrize(
        ("limit", "starts"), [(0, []), (1, [4]), (3, [4, 3, 2]), (99, [4, 3, 2, 1, 0]), (-1, 5), (-7, 5)]
    )
    def test_limit(self, bucket: Bucket, limit: int, starts: Any) -> None:
        bucket.insert([event(i) for i in range(5)])
        expected = [4, 3, 2, 1, 0] if starts == 5 else starts
        assert [start for start, _ in seconds(bucket.get(limit))] == expected

    def test_limit_counts_within_the_range(self, bucket: Bucket) -> None:
        bucket.insert([event(i, 0.5) for i in range(10)])
        assert seconds(bucket.get(2, at(2), at(6.2))) == [(6, pytest.approx(0.2)), (5, 0.5)]

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (10, 20, [(10, 10)]),  # exactly the event
            (12, 15, [(12, 3)]),  # inside it
            (5, 15, [(10, 5)]),
            (15, 25, [(15, 5)]),
            (0, 10, [(10, 0)]),  # touches its start
            (20, 30, [(20, 0)]),  # touches its end
            (0, 9.999, []),
            (20.001, 30, []),
            (15, 15, [(15, 0)]),  # a moment
            (18, 12, []),  # backwards, within the event
            (None, 12, [(10, 2)]),
            (12, None, [(12, 8)]),
            (None, 9, []),
            (21, None, []),
        ],
    )
    def test_the_range_selects_and_cuts(
        self, bucket: Bucket, start: float | None, end: float | None, expected: list[tuple[float, float]]
    ) -> None:
        bucket.insert(event(10, 10))
        low = at(start) if start is not None else None
        high = at(end) if end is not None else None
        found = bucket.get(-1, low, high)
        assert seconds(found) == expected
        assert bucket.get_eventcount(low, high) == len(expected)
        assert all(e.id == bucket.get()[0].id for e in found)

    def test_the_cut_is_exact_to_the_microsecond(self, bucket: Bucket) -> None:
        bucket.insert(event(0, 100))
        [found] = bucket.get(-1, at(10) + MICROSECOND, at(20) + 3 * MICROSECOND)
        assert (found.timestamp, found.duration) == (at(10) + MICROSECOND, timedelta(seconds=10, microseconds=2))

    def test_one_microsecond_too_long_is_cut(self, bucket: Bucket) -> None:
        bucket.insert(event(0, 10))
        [found] = bucket.get(-1, at(0) + MICROSECOND, at(10) - MICROSECOND)
        assert (found.timestamp, found.end) == (at(0) + MICROSECOND, at(10) - MICROSECOND)

    def test_one_microsecond_outside_is_outside(self, bucket: Bucket) -> None:
        bucket.insert(event(0, 10))
        assert bucket.get(-1, at(10) + MICROSECOND, at(20)) == []
        assert bucket.get(-1, at(-5), at(0) - MICROSECOND) == []
        assert bucket.get_eventcount(at(10) + MICROSECOND) == 0
        assert bucket.get_eventcount(None, at(0) - MICROSECOND) == 0

    def test_get_at_now_finds_the_event_that_starts_now(self, bucket: Bucket) -> None:
        now = datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        bucket.insert(Event(timestamp=now, duration=5, data={"a": 1}))
        assert len(bucket.get(starttime=now, endtime=now)) == 1

    def test_naive_bounds_are_utc(self, bucket: Bucket) -> None:
        bucket.insert(event(0, 1))
        assert len(bucket.get(-1, T0.replace(tzinfo=None), at(1).replace(tzinfo=None))) == 1
        zone = timezone(timedelta(hours=5))
        assert len(bucket.get(-1, T0.astimezone(zone), at(1).astimezone(zone))) == 1

    def test_events_of_many_days_are_found(self, bucket: Bucket) -> None:
        """Those that began more than 24 hours before the range, and those of exactly 24 hours."""
        day = 86400.0
        bucket.insert(
            [event(0, 10 * day), event(1, day), event(day / 2, day), event(2 * day, 1), event(-9 * day, day * 9.5)]
        )
        low, high = at(day + 1), at(3 * day)
        expected = [(2 * day, 1), (day + 1, day / 2 - 1), (day + 1, 0), (day + 1, 2 * day - 1)]
        assert seconds(bucket.get(-1, low, high)) == expected
        assert bucket.get_eventcount(low, high) == 4
        assert seconds(bucket.get(4, low, high)) == expected
        assert seconds(bucket.get(2, low, high)) == expected[:2]
        assert seconds(bucket.get(-1, at(5 * day), at(5 * day))) == [(5 * day, 0)]
        assert bucket.get_eventcount(at(5 * day), at(5 * day)) == 1

    def test_an_event_that_became_long_is_found(self, bucket: Bucket) -> None:
        first = bucket.insert(event(0, 5))
        assert bucket.replace(first.id, event(0, 86400 * 30))
        assert bucket.get_eventcount(at(86400 * 20), at(86400 * 21)) == 1
        assert bucket.replace(first.id, event(0, 5))
        assert bucket.get_eventcount(at(86400 * 20), at(86400 * 21)) == 0

    def test_negative_durations(self, bucket: Bucket) -> None:
        bucket.insert(event(10, -4))
        assert seconds(bucket.get()) == [(10, -4)]
        assert seconds(bucket.get(-1, at(0), at(20))) == [(10, -4)]
        assert bucket.get(-1, at(7), at(20)) == []
        assert bucket.get_eventcount(at(7), at(20)) == 0

    def test_other_buckets_do_not_show(self, datastore: Datastore, bucket: Bucket) -> None:
        other = datastore.create_bucket("other", "t", "c", "h")
        stored = other.insert(event(1))
        assert (bucket.get(), bucket.get_eventcount(), bucket.last()) == ([], 0, None)
        assert bucket.get_by_id(stored.id) is None

    @pytest.mark.parametrize("wrong", [0, -1, 10**6, 2**63, 2**80, "1", "abc", None])
    def test_ids_that_nothing_has(self, bucket: Bucket, wrong: Any) -> None:
        bucket.insert(event(1))
        assert bucket.get_by_id(wrong) is None
        assert not bucket.delete(wrong)
        assert bucket.replace(wrong, event(2)) is False
        assert seconds(bucket.get()) == [(1, 0)]

    @pytest.mark.parametrize("size", [1, 3, 7, 100])
    def test_pages_hold_everything_once(self, bucket: Bucket, size: int) -> None:
        bucket.insert([event(i // 4, i) for i in range(22)])
        pages = list(bucket.pages(size))
        assert [e for page in pages for e in page] == bucket.get()
        assert [e.id for page in pages for e in page] == [e.id for e in bucket.get()]
        assert all(len(page) == size for page in pages[:-1])

    def test_pages_may_be_read_while_others_write(self, bucket: Bucket) -> None:
        bucket.insert([event(i) for i in range(10)])
        found = []
        for page in bucket.pages(3):
            found += page
            bucket.insert(event(100))
            bucket.delete(page[0].id)
        assert [start for start, _ in seconds(found)] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]

    @pytest.mark.parametrize(
        ("limit", "start", "end"), [(-1, None, None), (3, None, None), (0, None, None), (-1, 1, 5)]
    )
    def test_text_is_what_get_gives(self, bucket: Bucket, limit: int, start: float | None, end: float | None) -> None:
        bucket.insert(
            [
                event(0, 2.5, {"app": "a", "title": "— ü"}),
                event(2.000001, 0.000001, {"n": [1, 1.0, True, None, {"a": "b"}]}),
                event(3, 4, {"n": float("nan"), "m": -float("inf"), "half": "\ud83d", "big": 2**70}),
                event(4, 0, {"app": "a", "title": "— ü"}),
                event(5, 86400 * 2, {"quote": 'a"\\b', "NaN": "Infinity"}),
            ]
        )
        period = (at(start) if start is not None else None, at(end) if end is not None else None)
        found = bucket.get(limit, *period)
        assert json.loads(bucket.get_text(limit, *period)) == [plain(e) for e in found]
        everything = [plain(e) for e in bucket.get()]
        pages = [json.loads(f"[{page}]") for page in bucket.text_pages(2)]
        assert [e for page in pages for e in page] == [
            {key: value for key, value in one.items() if key != "id"} for one in everything
        ]
        assert [len(page) for page in pages] == [2, 2, 1]

    def test_span_and_last(self, bucket: Bucket) -> None:
        assert bucket.span() is None
        assert bucket.last() is None
        bucket.insert([event(5, 100), event(1, 2), event(9, 3), event(9, 4)])
        assert bucket.span() == (at(1), at(13))
        assert bucket.last() == event(9, 4)

    def test_starting_finds_whole_events_by_their_starts_alone(self, bucket: Bucket) -> None:
        bucket.insert([event(0, 500), event(99, 1), event(100, 1000), event(100, 1), event(200, 5), event(201)])
        first, last = (round(at(second).timestamp()) * 1_000_000 for second in (100, 200))
        assert sorted(seconds(bucket.starting(first, last))) == [(100, 1), (100, 1000), (200, 5)]
        assert bucket.starting(first + 1, last - 1) == []
        assert {e.id for e in bucket.starting(first, last)} < {e.id for e in bucket.get()}
        with pytest.raises(NoSuchBucket):
            Bucket(bucket.ds, "none").starting(first, last)

    # -- replacing and deleting ----------------------------------------------------------------------------------

    def test_replace(self, datastore: Datastore, bucket: Bucket) -> None:
        first, second = bucket.insert(event(1)), bucket.insert(event(2))
        new = event(5, 1, {"new": True})
        assert bucket.replace(first.id, new) is True
        assert new.id == first.id
        assert bucket.get() == [new, second]
        other = datastore.create_bucket("other", "t", "c", "h")
        assert other.replace(first.id, event(7)) is False
        assert other.get() == []
        assert bucket.get() == [new, second]

    def test_replace_last_takes_the_newest_by_start(self, bucket: Bucket) -> None:
        assert bucket.replace_last(event(1)) is False
        assert bucket.get() == []
        bucket.insert([event(9), event(3), event(9, 1), event(5)])
        new = event(9, 2, {"new": 1})
        assert bucket.replace_last(new) is True
        assert bucket.get_by_id(new.id) == new
        assert seconds(bucket.get()) == [(9, 2), (9, 0), (5, 0), (3, 0)]
        assert bucket.replace_last(event(1))
        assert seconds(bucket.get()) == [(9, 0), (5, 0), (3, 0), (1, 0)]

    def test_delete(self, datastore: Datastore, bucket: Bucket) -> None:
        other = datastore.create_bucket("other", "t", "c", "h")
        first, second = bucket.insert(event(1)), bucket.insert(event(2))
        assert not other.delete(first.id)
        assert bucket.delete(first.id)
        assert not bucket.delete(first.id)
        assert bucket.get() == [second]

    def test_an_id_is_never_used_twice(self, datastore: Datastore, bucket: Bucket) -> None:
        first = bucket.insert(event(1))
        bucket.delete(first.id)
        second = bucket.insert(event(1))
        assert second.id > first.id
        datastore.delete_bucket("b")
        third = datastore.create_bucket("b", "t", "c", "h").insert(event(1))
        assert third.id > second.id

    # -- versions ------------------------------------------------------------------------------------------------

    def test_the_version_rises_with_every_write_and_only_then(self, datastore: Datastore, bucket: Bucket) -> None:
        other = datastore.create_bucket("other", "t", "c", "h")
        seen = [bucket.version]
        others = other.version
        stored = bucket.insert(event(1))
        writes: list[Callable[[], object]] = [
            lambda: bucket.insert([event(2)]),
            lambda: bucket.insert_returning([event(3)]),
            lambda: bucket.insert_many_new([event(4)]),
            lambda: bucket.replace(stored.id, event(1, 1)),
            lambda: bucket.replace_last(event(4, 1)),
            lambda: bucket.delete(stored.id),
            lambda: datastore.update_bucket("b", hostname="x"),
        ]
        for write in writes:
            write()
            seen.append(bucket.version)
            bucket.get()
            datastore.records.put("k", "k", 1)
            assert bucket.version == seen[-1]
        assert seen == sorted(set(seen))
        assert other.version == others
        datastore.delete_bucket("b")
        datastore.create_bucket("b", "t", "c", "h")
        assert bucket.version > seen[-1]

    def test_what_is_written_later_leaves_the_version_until_then(self, datastore: Datastore, bucket: Bucket) -> None:
        bucket.insert([event(at) for at in range(0, 100, 10)])
        until = event(100).start_us
        seen = bucket.version_until(until)
        for at in range(200, 230):
            later = bucket.insert(event(at))
            bucket.replace_last(event(at, 0.5))
            bucket.replace(later.id, event(at - 1))
        bucket.delete(later.id)
        bucket.insert_many_new([event(300)])
        assert bucket.version_until(until) == seen < bucket.version

    def test_what_is_written_earlier_raises_the_version_until_then(self, datastore: Datastore, bucket: Bucket) -> None:
        stored = bucket.insert_returning([event(at) for at in range(0, 100, 10)])
        until = event(50).start_us
        writes: list[Callable[[], object]] = [
            lambda: bucket.insert(event(50)),
            lambda: bucket.insert([event(500), event(49)]),
            lambda: bucket.insert_returning([event(1)]),
            lambda: bucket.insert_many_new([event(2)]),
            lambda: bucket.replace(stored[1].id, event(400)),
            lambda: bucket.replace(stored[7].id, event(3)),
            lambda: bucket.delete(stored[0].id),
            lambda: datastore.update_bucket("b", hostname="x"),
        ]
        for write in writes:
            before = bucket.version_until(until)
            write()
            # What came first is not forgotten for what comes later.
            bucket.insert(event(1000))
            assert before < bucket.version_until(until) < bucket.version

    def test_inside_a_transaction_no_version_holds(self, datastore: Datastore, bucket: Bucket) -> None:
        before = bucket.version
        with datastore.transaction():
            bucket.insert(event(1))
            assert len({before, bucket.version, bucket.version}) == 3
        assert bucket.version == bucket.version > before

    # -- transactions --------------------------------------------------------------------------------------------

    def test_a_transaction_is_all_or_nothing(self, datastore: Datastore, bucket: Bucket) -> None:
        bucket.insert(event(0))
        with pytest.raises(RuntimeError), datastore.transaction():
            bucket.insert([event(i, data={"n": i}) for i in range(1, 50)])
            bucket.replace_last(event(60))
            datastore.create_bucket("new", "t", "c", "h").insert(event(1))
            datastore.records.put("k", "k", 1)
            assert bucket.get_eventcount() == 50
            raise RuntimeError
        assert bucket.get() == [event(0)]
        assert list(datastore.buckets()) == ["b"]
        assert datastore.records.all("k") == {}
        with pytest.raises(NoSuchBucket):
            Bucket(datastore, "new").insert(event(1))
        bucket.insert([event(i, data={"n": i}) for i in range(1, 50)])
        assert [e.data for e in bucket.get(2)] == [{"n": 49}, {"n": 48}]

    def test_an_inner_transaction_may_fail_alone(self, datastore: Datastore, bucket: Bucket) -> None:
        with datastore.transaction():
            bucket.insert(event(1, data={"n": 1}))
            with pytest.raises(RuntimeError), datastore.transaction():
                bucket.insert(event(2, data={"n": 2}))
                raise RuntimeError
            with pytest.raises(BucketExists):
                datastore.create_bucket("b", "t", "c", "h")
            bucket.insert(event(3, data={"n": 2}))
        assert [e.data for e in bucket.get()] == [{"n": 2}, {"n": 1}]
        assert seconds(bucket.get()) == [(3, 0), (1, 0)]

    def test_a_bucket_deleted_and_made_anew_in_one_transaction(self, datastore: Datastore, bucket: Bucket) -> None:
        bucket.insert(event(1))
        with datastore.transaction():
            datastore.delete_bucket("b")
            datastore.create_bucket("b", "t", "c", "h").insert(event(2, data={"n": 1}))
        assert bucket.get() == [event(2, data={"n": 1})]

    def test_nobody_sees_half_a_transaction(self, datastore: Datastore, bucket: Bucket) -> None:
        inside, go_on, seen = threading.Event(), threading.Event(), []

        def write() -> None:
            with datastore.transaction():
                bucket.insert(event(1))
                inside.set()
                # A storage may let readers wait instead; then nobody sets it, and the time-out ends the wait.
                go_on.wait(0.3)
                bucket.insert(event(2))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert inside.wait(5)
            seen.append(bucket.get_eventcount())
        finally:
            go_on.set()
            writer.join()
        assert seen[0] in (0, 2)
        assert bucket.get_eventcount() == 2

    def test_many_threads(self, datastore: Datastore, bucket: Bucket) -> None:
        errors: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for i in range(40):
                    stored = bucket.insert(event(number * 100 + i, data={"thread": number, "i": i % 5}))
                    assert bucket.replace(stored.id, event(number * 100 + i, 1, {"thread": number}))
                    again = bucket.get_by_id(stored.id)
                    assert again is not None
                    assert again.data == {"thread": number}
                    bucket.get(5)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert bucket.get_eventcount() == 240
        assert {e.duration_us for e in bucket.get()} == {1_000_000}

    def test_the_kinds_of_records(self, datastore: Datastore) -> None:
        before = datastore.records.kinds()
        for kind in ("zebra", "ant", "zebra"):
            datastore.records.put(kind, "k", None)
        assert datastore.records.kinds() == sorted({*before, "ant", "zebra"})
        datastore.records.delete("ant", "k")
        assert "ant" not in datastore.records.kinds()

    # -- judging again -------------------------------------------------------------------------------------------

    def test_judged_again_events_are_deleted_changed_or_left(self, datastore: Datastore, bucket: Bucket) -> None:
        other = datastore.create_bucket("other", "test", "tests", "box")
        for place in (bucket, other):
            place.insert([event(n, 1, {"label": label}) for n, label in enumerate("abcab")])
        tallies = judged(bucket, _judge)
        assert {mark: (tally.events, tally.duration_us) for mark, tally in tallies.items()} == {
            "gone": (2, 2_000_000),
            "new": (2, 2_000_000),
        }
        assert tallies["gone"].first_us == event(0).start_us
        assert tallies["gone"].last_us == event(3, 1).start_us + 1_000_000
        assert [(e.data["label"], s) for e, s in zip(bucket.get(), seconds(bucket.get()), strict=True)] == [
            ("B", (4, 1)),
            ("c", (2, 1)),
            ("B", (1, 1)),
        ]
        assert [e.data["label"] for e in other.get()] == list("bacba")
        assert judged(bucket, _judge) == {}

    def test_a_dry_judgement_only_counts(self, bucket: Bucket) -> None:
        bucket.insert([event(n, 1, {"label": label}) for n, label in enumerate("abcab")])
        before, version = bucket.get(), bucket.version
        tallies = judged(bucket, _judge, dry=True)
        assert {mark: tally.events for mark, tally in tallies.items()} == {"gone": 2, "new": 2}
        assert bucket.get() == before
        assert bucket.version == version

    def test_judging_in_small_steps_finds_the_same(self, bucket: Bucket) -> None:
        bucket.insert([event(n, 1, {"label": "abc"[n % 3], "n": n // 7}) for n in range(50)])
        ids = {e.start_us: e.id for e in bucket.get()}
        tallies = judged(bucket, _judge, size=7)
        assert {mark: tally.events for mark, tally in tallies.items()} == {"gone": 17, "new": 17}
        assert all(e.id == ids[e.start_us] for e in bucket.get())
        assert {e.data["label"] for e in bucket.get()} == {"B", "c"}

    def test_judging_raises_the_version_and_shows_in_columns(self, bucket: Bucket) -> None:
        bucket.insert([event(n, 1, {"label": "ab"[n % 2]}) for n in range(4)])
        assert len(bucket.frame()) == 4
        version = bucket.version
        judged(bucket, _judge)
        assert bucket.version > version
        assert [e.data for e in bucket.frame().to_events()] == [{"label": "B"}] * 2

    def test_keys_that_vary_are_judged_too(self, datastore: Datastore) -> None:
        bucket = datastore.create_bucket("editor", "app.editor.activity", "c", "h")
        bucket.insert([event(n, 1, {"file": "x", "lineno": n}) for n in range(4)])

        def judge(data: dict[str, Any]) -> Verdict:
            line = data["lineno"]
            return Verdict(None, "gone") if line == 1 else Verdict({**data, "file": "y", "lineno": line * 10}, "new")

        judged(bucket, judge)
        assert [e.data for e in bucket.get()] == [{"file": "y", "lineno": n} for n in (30, 20, 0)]

    def test_erased_data_can_be_asked_and_added_to(self, datastore: Datastore, bucket: Bucket) -> None:
        bucket.insert([event(n, 1, {"label": "ab"[n % 2]}) for n in range(4)])
        judged(bucket, _judge)
        assert datastore.erase()
        assert [e.data["label"] for e in bucket.get()] == ["B", "B"]
        bucket.insert(event(9, 1, {"label": "a"}))
        assert [e.data["label"] for e in bucket.get()] == ["a", "B", "B"]

    def test_judging_an_unknown_bucket(self, datastore: Datastore, bucket: Bucket) -> None:
        datastore.delete_bucket("b")
        for dry in (False, True):
            with pytest.raises(NoSuchBucket):
                bucket.judge(_judge, dry=dry)

    # -- records -------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("value", [None, False, 0, "", [], {}, 1.0, {"a": [1, True, None]}, "ü\ud800"], ids=repr)
    def test_a_record_is_any_json(self, datastore: Datastore, value: Any) -> None:
        datastore.records.put("settings", "key", "before")
        datastore.records.put("settings", "key", value)
        assert repr(datastore.records.get("settings", "key", "default")) == repr(value)
        assert repr(datastore.records.all("settings")) == repr({"key": value})

    def test_records_by_kind_and_key(self, datastore: Datastore) -> None:
        records = datastore.records
        assert records.get("a", "x") is None
        assert records.get("a", "x", 5) == 5
        for kind, key in (("a", "y"), ("a", "x"), ("b", "x")):
            records.put(kind, key, kind + key)
        assert records.all("a") == {"x": "ax", "y": "ay"}
        assert list(records.all("a")) == ["x", "y"]
        assert records.delete("a", "x") is True
        assert records.delete("a", "x") is False
        assert (records.all("a"), records.get("b", "x")) == ({"y": "ay"}, "bx")

    def test_a_record_that_is_not_json_is_refused(self, datastore: Datastore) -> None:
        datastore.records.put("a", "x", 1)
        with pytest.raises(TypeError):
            datastore.records.put("a", "x", T0)
        assert datastore.records.get("a", "x") == 1

    # -- the whole -----------------------------------------------------------------------------------------------

    def test_our_own_writes_are_not_foreign(self, datastore: Datastore, bucket: Bucket) -> None:
        def write() -> None:
            for i in range(20):
                bucket.insert(event(i))
                bucket.get()
                datastore.checkpoint()

        threads = [threading.Thread(target=write) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        first = bucket.get(1)[0]
        bucket.delete(first.id)
        datastore.purge()
        bucket.insert(event(1))
        assert datastore.foreign_write() is False

    def test_describe(self, datastore: Datastore) -> None:
        described = datastore.describe()
        assert described["storage"] == datastore.storage_strategy.sid
        assert described["schema"] == 1
        assert set(described) == {"storage", "database", "file", "schema"}

    def test_after_close_everything_says_so(self, datastore: Datastore, bucket: Bucket) -> None:
        bucket.insert(event(1))
        datastore.close()
        datastore.close()
        asks: list[Callable[[], object]] = [bucket.get, datastore.buckets, datastore.checkpoint]
        asks.append(lambda: bucket.insert(event(1)))
        for ask in asks:
            with pytest.raises(StorageClosed):
                ask()
        assert datastore.foreign_write() is False


def _judge(data: dict[str, Any]) -> Verdict:
    """Deletes "a", makes "b" a "B", leaves the rest."""
    label = data["label"]
    if label == "a":
        return Verdict(None, "gone")
    return Verdict({**data, "label": "B"}, "new") if label == "b" else Verdict(data, None)


def judged(bucket: Bucket, judge: Judge, size: int = 5000, dry: bool = False) -> Tallies:
    """The whole bucket, in steps."""
    tallies: Tallies = {}
    after: int | None = 0
    while after is not None:
        found, after = bucket.judge(judge, after, size, dry=dry)
        add_tallies(tallies, found)
    return tallies
