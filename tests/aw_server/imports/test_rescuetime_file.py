"""History of RescueTime: its archive and its API's answers, laid out without overlaps, taken in once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from aw_core.timestamps import isoformat_us
from aw_server.exceptions import BadRequest
from aw_server.imports.rescuetime_file import BUCKET, RescueTimeFile, _laid_out, _Spent, is_rescuetime
from tests.aw_server.rest.conftest import application, http  # noqa: F401 - fixtures
from tests.support.wait import wait_until

ARCHIVE = """2020-06-28 20:00:00 -0700,Code,main.py,Editing & IDEs,Software Development,600
2020-06-28 20:00:00 -0700,github.com,No Details,General Software Development,Software Development,3000
2020-06-28 20:00:00 -0700,"Say, what","a ""big"" title",Other,Utilities,30
nonsense,x,y,z,w,1
2020-06-28 21:00:00 -0700,Code,main.py,Editing & IDEs,Software Development,60
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "history"
    path.write_text(text, encoding="utf-8")
    return path


def spans(source: RescueTimeFile) -> list[tuple[str, float, str]]:
    [bucket] = source.buckets()
    events = [row.event for row in source.events(bucket)]
    return [(isoformat_us(e.start_us)[:19], e.duration_us / 1e6, e.data["app"]) for e in events if e is not None]


def test_the_archive(tmp_path: Path) -> None:
    path = written(tmp_path, ARCHIVE)
    assert is_rescuetime(path)
    source = RescueTimeFile(path)
    assert source.count() == 5
    assert spans(source) == [
        ("2020-06-29T03:00:00", 600, "Code"),
        ("2020-06-29T03:10:00", 3000, "github.com"),
        ("2020-06-29T04:00:00", 30, "Say, what"),
        # Thirty seconds of the hour before reach into this one: two devices were in use.
        ("2020-06-29T04:00:30", 60, "Code"),
    ]
    [bucket] = source.buckets()
    first, second, *_ = [row.event for row in source.events(bucket)]
    assert first is not None and second is not None
    assert first.data == {"app": "Code", "title": "main.py", "imported": "rescuetime", "category": "Editing & IDEs"}
    assert second.data["title"] == ""


LINE = "2020-06-28 20:00:00 -0700,Code,main.py,Editing & IDEs,Software Development,600"


@pytest.mark.parametrize(
    "text",
    [
        f"Timestamp,Activity,Details,Category,Overview,Seconds\n{LINE}\n",
        "Date,Activity,Document,Sub-Category,Time Spent (seconds)\n"
        "2020-06-29T03:00:00+00:00,Code,main.py,Editing & IDEs,600\n",
        "seconds;category;details;application;start time\n600;Editing & IDEs;main.py;Code;2020-06-28 20:00 -0700\n",
        # Without names: what the columns hold tells which is which.
        "600,2020-06-28 20:00:00 -0700,Code,main.py,Editing & IDEs,Software Development\n",
        f"\ufeff{LINE}\n".replace(",", "\t"),
    ],
)
def test_columns_are_known_by_their_names_or_by_what_they_hold(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert is_rescuetime(path)
    source = RescueTimeFile(path)
    assert spans(source) == [("2020-06-29T03:00:00", 600, "Code")]
    [bucket] = source.buckets()
    [event] = [row.event for row in source.events(bucket)]
    assert event is not None
    assert event.data == {"app": "Code", "title": "main.py", "imported": "rescuetime", "category": "Editing & IDEs"}


@pytest.mark.parametrize("as_json", [True, False])
def test_answers_of_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    headers = ["Date", "Time Spent (seconds)", "Number of People", "Activity", "Category", "Productivity"]
    rows: list[list[Any]] = [["2025-07-08T05:00:00", 1736, 1, "YouTube", "Video", -2], ["x", 1, 1, "a", "b", 0]]
    text = "\n".join(",".join(map(str, row)) for row in [headers, *rows])
    if as_json:
        text = json.dumps({"notes": "…", "row_headers": headers, "rows": rows})
    path = written(tmp_path, text)
    assert is_rescuetime(path)
    source = RescueTimeFile(path)
    assert (spans(source), source.count()) == ([("2025-07-08T03:00:00", 1736, "YouTube")], 2)


def test_tables_without_activities_are_refused_with_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "Rank,Time Spent (seconds),Number of People,Category\n1,60,1,Video\n")
    with pytest.raises(BadRequest, match="no activities by date"):
        RescueTimeFile(path)


@pytest.mark.parametrize("text", ["", "{}", '{"buckets": {}}', "a,b,c\n1,2,3\n", "2020-06-28 20:00:00 -0700,Code\n"])
def test_other_files_are_not_taken_for_it(tmp_path: Path, text: str) -> None:
    assert not is_rescuetime(written(tmp_path, text))


@pytest.mark.parametrize("text", ['{"row_headers": 5, "rows": 3}', '{"row_headers": ["Date"', '{"row_headers": []}'])
def test_a_damaged_answer_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert is_rescuetime(path)
    with pytest.raises(BadRequest, match="damaged"):
        RescueTimeFile(path)


def test_rows_and_letters_that_cannot_be_read_lose_nothing_else(tmp_path: Path) -> None:
    headers = ["Date", "Time Spent (seconds)", "Activity"]
    rows: list[Any] = [5, [], ["2025-07-08T05:00:00", None, "a"], [None, 1, "b"], ["2025-07-08T05:00:00", 60, "c"]]
    source = RescueTimeFile(written(tmp_path, json.dumps({"row_headers": headers, "rows": rows})))
    assert ([app for _, _, app in spans(source)], source.count()) == (["c"], 5)
    path = tmp_path / "latin"
    path.write_bytes(ARCHIVE.replace("main", "m\xe4in").encode("latin-1"))
    assert is_rescuetime(path) and len(spans(RescueTimeFile(path))) == 4


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5000))))
def test_no_times_overlap_and_none_is_lost(rows: list[tuple[int, int]]) -> None:
    spent = [_Spent(hour * 3_600_000_000, seconds, {}) for hour, seconds in rows]
    events = [row.event for row in _laid_out(spent)]
    ends = 0
    for event in events:
        assert event is not None and event.start_us >= ends
        ends = event.start_us + event.duration_us
    assert sum(event.duration_us for event in events if event is not None) == sum(s for _, s in rows) * 1_000_000


def test_taken_in_twice_it_is_there_once(http: FlaskClient, tmp_path: Path) -> None:  # noqa: F811
    path = written(tmp_path, ARCHIVE)

    def done() -> Any:
        shown = http.get("/api/0/imports").get_json()
        return shown and shown[0]["state"] == "done" and shown[0]

    for _ in range(2):
        assert http.post("/api/0/imports", json={"path": str(path)}).status_code == 202
        shown = wait_until(done, 20, "the import")
        found = shown["buckets"][BUCKET]
        assert found["source"]["seconds"] == found["ours"]["seconds"] == 3690
        assert len(http.get(f"/api/0/buckets/{BUCKET}/events").get_json()) == 4
