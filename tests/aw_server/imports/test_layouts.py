"""The three foreign layouts, with their quirks: equal counts and sums, no duplicate, nothing left beside the file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest
from tests.aw_server.fakes import file_api
from tests.support.foreign import MAKERS, US, Maker, PeeweeMaker, Row, RustMaker, SqliteMaker, rows, totals

LAYOUTS = sorted(MAKERS)


@contextmanager
def made(layout: str, path: Path, **options: Any) -> Iterator[Maker]:
    maker = MAKERS[layout](path, **options)
    try:
        yield maker
    finally:
        maker.close()


@pytest.fixture
def api(tmp_path: Path) -> Iterator[ServerAPI]:
    with file_api(tmp_path / "ours.db") as api:
        yield api


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return tmp_path / "old" / "old.db"


def stored(api: ServerAPI, bucket_id: str) -> tuple[int, int]:
    events = api.get_events(bucket_id)
    return len(events), sum(event.duration_us for event in events)


def folder(path: Path) -> dict[str, tuple[bytes, int]]:
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()}


def side(count: tuple[int, int]) -> dict[str, float]:
    return {"events": count[0], "seconds": count[1] / 1e6}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_counts_and_sums_are_equal_and_shown(layout: str, old: Path, api: ServerAPI) -> None:
    with made(layout, old) as maker:
        first, second = maker.bucket("one_box"), maker.bucket("two_box")
        maker.add(first, rows(700))
        maker.add(second, reversed(rows(40, 1000)))
        maker.bucket("empty_box")
    shown = api.imports.run_now(old)
    for name, source in (("one_box", rows(700)), ("two_box", rows(40, 1000)), ("empty_box", [])):
        assert stored(api, name) == totals(source)
        assert shown["buckets"][name]["source"] == shown["buckets"][name]["ours"] == side(totals(source))
    assert shown["complete"]
    starts = sorted(event.start_us for event in api.get_events("one_box"))
    assert starts == sorted(row.start for row in rows(700))
    assert {json.dumps(event.data) for event in api.get_events("two_box")} == {
        json.dumps(row.data) for row in rows(40, 1000)
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_second_import_adds_nothing(layout: str, old: Path, api: ServerAPI) -> None:
    with made(layout, old) as maker:
        maker.add(maker.bucket("b"), rows(300))
    api.imports.run_now(old)
    before = sorted((event.id, event.start_us, event.duration_us) for event in api.get_events("b"))
    shown = api.imports.run_now(old)
    assert sorted((event.id, event.start_us, event.duration_us) for event in api.get_events("b")) == before
    bucket = shown["buckets"]["b"]
    assert (bucket["new"], bucket["grown"], shown["complete"]) == (0, 0, True)
    assert bucket["ours"] == side(totals(rows(300)))


@pytest.mark.parametrize("first", LAYOUTS)
@pytest.mark.parametrize("then", LAYOUTS)
def test_the_same_history_in_two_layouts_is_one_history(first: str, then: str, tmp_path: Path, api: ServerAPI) -> None:
    """The newer servers took in the files of the older ones, so a data directory holds everything several times."""
    for number, layout in enumerate((first, then)):
        with made(layout, tmp_path / f"{number}.db") as maker:
            maker.add(maker.bucket("b"), rows(120))
        api.imports.run_now(tmp_path / f"{number}.db")
    assert len(api.get_events("b")) == len(rows(120))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_left_beside_the_original(layout: str, old: Path, api: ServerAPI) -> None:
    with made(layout, old) as maker:
        maker.add(maker.bucket("b"), rows(50))
    before = folder(old)
    assert list(before) == ["old.db"]
    api.imports.run_now(old)
    assert folder(old) == before


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_database_that_is_open_elsewhere_comes_out_whole(layout: str, old: Path, api: ServerAPI) -> None:
    """In WAL mode the newest events stand in the log only, where a copy of the file would miss them."""
    with made(layout, old) as maker:
        maker.add(maker.bucket("b"), rows(80))
        before = {name: content for name, (content, _) in folder(old).items() if not name.endswith("-shm")}
        api.imports.run_now(old)
        after = {name: content for name, (content, _) in folder(old).items() if not name.endswith("-shm")}
        assert stored(api, "b") == totals(rows(80))
        assert after == before


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_killed_program_left_is_read_from_a_copy(layout: str, old: Path, tmp_path: Path, api: ServerAPI) -> None:
    with made(layout, tmp_path / "live" / "old.db") as maker:
        bucket = maker.bucket("b")
        maker.add(bucket, rows(80))
        maker.connection.execute("PRAGMA cache_size=1")
        maker.connection.execute("BEGIN")
        maker.connection.execute(f"UPDATE {maker.events} SET id = id + 10000")
        old.parent.mkdir()
        for file in (tmp_path / "live").iterdir():
            # The index of a log is gone after a restart of the computer.
            if not file.name.endswith("-shm"):
                (old.parent / file.name).write_bytes(file.read_bytes())
        maker.connection.execute("ROLLBACK")
    assert len(list(old.parent.iterdir())) == 2
    before = folder(old)
    api.imports.run_now(old)
    assert stored(api, "b") == totals(rows(80))
    assert folder(old) == before


def test_a_bucket_keeps_its_description_and_a_naive_creation_time_is_local(
    old: Path, api: ServerAPI, local_zone: Callable[[str], None]
) -> None:
    local_zone("Europe/Berlin")
    with made("peewee", old) as maker:
        maker.bucket("b", created="2024-07-01T12:00:00.123456", device_id="x")
        maker.bucket("zoned", created="2024-07-01T12:00:00+05:00")
    api.imports.run_now(old)
    assert api.get_bucket_metadata("b") == {
        "id": "b",
        "created": "2024-07-01T10:00:00.123456+00:00",
        "name": None,
        "type": "t",
        "client": "c",
        "hostname": "box",
        "data": {"device_id": "x"},
    }
    assert api.get_bucket_metadata("zoned")["created"] == "2024-07-01T07:00:00+00:00"


def test_older_python_files_lack_the_data_of_buckets(old: Path, api: ServerAPI) -> None:
    with made("peewee", old, datastr=False) as maker:
        maker.add(maker.bucket("b"), rows(5))
    api.imports.run_now(old)
    assert api.get_bucket_metadata("b")["data"] == {}
    assert stored(api, "b") == totals(rows(5))


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5])
def test_every_version_of_the_rust_file(version: int, old: Path, api: ServerAPI) -> None:
    with made("rust", old, version=version) as maker:
        assert isinstance(maker, RustMaker)
        maker.add(maker.bucket("b", device_id="x"), rows(30))
        if version >= 4:
            maker.setting("startOfDay", "05:00")
            maker.setting("theme", "dark")
    api.set_setting("theme", "light")
    shown = api.imports.run_now(old)
    assert stored(api, "b") == totals(rows(30))
    assert api.get_bucket_metadata("b")["data"] == ({"device_id": "x"} if version >= 2 else {})
    assert api.get_setting("startOfDay") == ("05:00" if version >= 4 else None)
    assert api.get_setting("theme") == "light"
    assert shown["settings"] == (["startOfDay", "theme"] if version >= 4 else [])


def test_privacy_rules_hold_for_what_comes_in_those_of_the_source_too(old: Path, api: ServerAPI) -> None:
    drop = {"enabled": True, "bucket_prefix": "b", "field": "title", "pattern": "(?i)bank", "action": "drop"}
    with made("rust", old) as maker:
        assert isinstance(maker, RustMaker)
        bucket = maker.bucket("b")
        maker.add(bucket, rows(3))
        maker.add(bucket, [Row(rows(9)[-1].start, US, {"app": "x", "title": "My Bank"})])
        maker.add(bucket, [Row(rows(9)[-1].start, US, {"app": "x", "title": "t", "incognito": True})])
        maker.setting("privacy_filters", [drop])
        maker.setting("privacy_filtering", False)
    shown = api.imports.run_now(old)
    assert stored(api, "b") == totals(rows(3))
    bucket = shown["buckets"]["b"]
    assert (bucket["withheld"], bucket["source"]["events"], shown["complete"]) == (2, len(rows(3)) + 2, True)
    assert (api.get_setting("privacy_filtering"), api.privacy.enabled) == (None, True)
    again = api.imports.run_now(old)
    assert (again["buckets"]["b"]["new"], again["complete"]) == (0, True)


def test_a_setting_that_is_refused_costs_no_others(old: Path, api: ServerAPI) -> None:
    with made("rust", old) as maker:
        assert isinstance(maker, RustMaker)
        maker.setting("privacy_filters", "nonsense")
        maker.setting("theme", "dark")
    api.imports.run_now(old)
    assert api.get_setting() == {"theme": "dark"}


def test_times_as_floats_are_the_milliseconds_they_were(old: Path, api: ServerAPI) -> None:
    with made("sqlite", old) as maker:
        assert isinstance(maker, SqliteMaker)
        bucket = maker.bucket("b")
        maker.add(bucket, rows(60))
        kinds = {kind for (kind,) in maker.connection.execute("SELECT DISTINCT typeof(starttime) FROM events")}
    assert kinds == {"integer", "real"}
    api.imports.run_now(old)
    assert sorted(event.start_us for event in api.get_events("b")) == sorted(row.start for row in rows(60))


def test_rows_that_cannot_be_understood_are_counted_and_cost_no_others(old: Path, api: ServerAPI) -> None:
    with made("peewee", old) as maker:
        assert isinstance(maker, PeeweeMaker)
        bucket = maker.bucket("b")
        maker.add(bucket, rows(10))
        insert = "INSERT INTO eventmodel (bucket_id, timestamp, duration, datastr) VALUES (?, ?, ?, ?)"
        for timestamp, duration, data in (
            ("yesterday", 1, "{}"),
            ("2024-05-01 10:00:00+00:00", "long", "{}"),
            ("2024-05-01 10:00:00+00:00", 1, "{"),
            ("2024-05-01 10:00:00+00:00", 1e300, "{}"),
            ("9999-12-31 23:59:59+00:00", 10, "{}"),
        ):
            maker.connection.execute(insert, (bucket, timestamp, duration, data))
    shown = api.imports.run_now(old)
    assert stored(api, "b") == totals(rows(10))
    assert (shown["buckets"]["b"]["unreadable"], shown["complete"]) == (5, True)


def test_an_export_of_ours_or_theirs(tmp_path: Path, old: Path, api: ServerAPI) -> None:
    with made("rust", old) as maker:
        maker.add(maker.bucket("b"), rows(50))
    api.imports.run_now(old)
    export = tmp_path / "export.json"
    export.write_bytes(b"".join(api.export_all()))
    shown = api.imports.run_now(export)
    assert (shown["buckets"]["b"]["new"], shown["complete"]) == (0, True)
    api.delete_bucket("b")
    shown = api.imports.run_now(export)
    assert shown["buckets"]["b"]["ours"] == side(totals(rows(50)))
    assert stored(api, "b") == totals(rows(50))


def test_our_own_database_from_another_computer(tmp_path: Path, old: Path, api: ServerAPI) -> None:
    with made("rust", old) as maker:
        maker.add(maker.bucket("b"), rows(50))
    with file_api(tmp_path / "other.db") as other:
        other.imports.run_now(old)
        other.set_setting("startOfDay", "06:00")
        other.create_bucket("odd", "t", "c", "h")
        other.create_events("odd", [_odd()])
        shown = api.imports.run_now(tmp_path / "other.db")
        assert (shown["complete"], shown["layout"]) == (True, "ActivityWatch (this program)")
        assert stored(api, "b") == totals(rows(50))
        assert api.get_events("odd") == other.get_events("odd")
    assert api.get_setting("startOfDay") == "06:00"


def _odd() -> Any:
    from aw_core.models import Event

    return Event.from_us(None, 1_714_557_600_123_456, 7, {"one": 1, "float": 1.0, "yes": True})


def test_a_program_that_goes_on_is_followed(old: Path, api: ServerAPI) -> None:
    """Repeated imports read only what is new, and what grew."""
    with made("sqlite", old) as maker:
        bucket = maker.bucket("b")
        maker.add(bucket, rows(20))
        first = api.imports.run_now(old, again=True)
        newest = max(rows(20), key=lambda row: row.start)
        grown = Row(newest.start, newest.duration + 7 * US, newest.data)
        maker.grow(bucket, grown)
        maker.add(bucket, rows(5, 20))
        late = [Row(rows(1)[0].start - 40 * 24 * 3600 * US, US, {"late": True})]
        maker.add(bucket, late)
        maker.add(maker.bucket("new"), rows(3))
        shown = api.imports.run_now(old, again=True)
    expected = [row for row in rows(20) if row != newest] + [grown, *rows(5, 20), *late]
    assert stored(api, "b") == totals(expected)
    assert first["buckets"]["b"]["new"] == len(rows(20))
    assert shown["buckets"]["b"]["grown"] == 1
    assert shown["buckets"]["b"]["source"] == shown["buckets"]["b"]["ours"] == side(totals(expected))
    assert stored(api, "new") == totals(rows(3))
    assert shown["complete"]


def test_what_was_deleted_here_does_not_come_back_by_itself(old: Path, api: ServerAPI) -> None:
    with made("peewee", old) as maker:
        bucket, other = maker.bucket("b"), maker.bucket("other")
        maker.add(bucket, rows(20))
        maker.add(other, rows(4))
        api.imports.run_now(old, again=True)
        gone = api.get_events("b")[0]
        api.delete_event("b", gone.id)
        api.delete_bucket("other")
        maker.add(bucket, rows(1, 50))
        maker.add(other, rows(1, 50))
        shown = api.imports.run_now(old, again=True)
    assert gone not in api.get_events("b")
    assert shown["buckets"]["other"]["removed"]
    assert "other" not in api.get_buckets()
    # Asked for by hand, everything comes.
    api.imports.run_now(old)
    assert "other" in api.get_buckets()


@pytest.mark.parametrize("content", [b"", b"hello", b"{}", b'{"buckets": []}', b"SQLite format 3\x00 and no more"])
def test_a_file_that_is_none_is_refused_in_a_sentence(content: bytes, tmp_path: Path, api: ServerAPI) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Exception) as raised:
        api.imports.run_now(path)
    assert getattr(raised.value, "message", "")
    assert api.get_buckets() == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("Secret title,x,y\n1,2,3\n", "a table with 3 columns"),
        ("hello Secret", "neither JSON nor a table"),
        ("PK\x03\x04Secret", "unpack it first"),
        ('{"Secret": 1}', "no buckets in it"),
        ('[{"Secret": 1}]', "no buckets in it"),
        ('{"Secret": [', "no buckets in it"),
        ('{"buckets": {"b": {"Secret', "breaks off at its end, line 1, column 26"),
        ('{"buckets": {"b":\n {"Secret": 12.', "breaks off at its end, line 2, column 15"),
        ('{"buckets": {"b": [tr', "breaks off at its end, line 1, column 21"),
        ('{"buckets": {"Secret":\n 5 5, "many": "more words than one"}}', "is damaged at line 2, column 4"),
        ('{"buckets": {"b": {"events": "Secret"}}}', "cannot be read: "),
        ('{"user": {"Secret": 1}, "range": {}, "days": [{"date": "x", "heartbeats": []}]}', "data_dumps/import"),
    ],
)
def test_a_file_that_is_not_known_is_named_for_what_it_seems(
    content: str, said: str, tmp_path: Path, api: ServerAPI
) -> None:
    """And never with a word out of it."""
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(BadRequest) as raised:
        api.imports.run_now(path)
    assert said in raised.value.message
    assert "What can be imported" in raised.value.message or raised.value.message.startswith(f"The export {path} ")
    assert "Secret" not in raised.value.message


def test_another_programs_database_is_refused(tmp_path: Path, api: ServerAPI) -> None:
    path = tmp_path / "notes.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text TEXT)")
    connection.close()
    with pytest.raises(Exception, match="none of the layouts"):
        api.imports.run_now(path)


def test_the_scratch_folder_is_private_and_gone_afterwards(old: Path, api: ServerAPI, home: Path) -> None:
    with made("peewee", old) as maker:
        maker.add(maker.bucket("b"), rows(5))
    leftover = home / ".cache" / "activitywatch" / "aw-server" / "importing-testing"
    leftover.mkdir(parents=True)
    (leftover / "snapshot.db").write_bytes(b"left by a kill")
    api.imports.run_now(old)
    assert not leftover.exists()
    assert list(leftover.parent.iterdir()) == []
