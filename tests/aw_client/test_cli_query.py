"""`aw-client query|report|canonical`: what is asked and what is printed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from aw_client.cli import cli
from aw_client.tables import whole_seconds
from tests.aw_client.fake_server import Asked, FakeServer

OWN = [{"id": 1, "name": ["Mine"], "rule": {"type": "regex", "regex": "x"}, "data": {}}]
BUCKETS = {
    "aw-watcher-window_box": {"hostname": "box"},
    "aw-watcher-afk_box": {"hostname": "box"},
    "aw-watcher-web-firefox": {"hostname": "box"},
    "aw-watcher-web-chrome_other": {"hostname": "other"},
    "aw-watcher-window_other": {"hostname": "other"},
}


def event(seconds: float, start: str = "2024-05-01T09:00:00+00:00", **data: Any) -> dict[str, Any]:
    return {
        "id": None,
        "timestamp": start,
        "duration": seconds,
        "data": {k.replace("category", "$category"): v for k, v in data.items()},
    }


def run(fake: FakeServer, *args: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["--port", str(fake.port), *args], input=text)


def fails(result: Result) -> str:
    """The one sentence of a failed command."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def answering(fake: FakeServer, *answers: Any) -> None:
    def answer(asked: Asked) -> tuple[int, Any]:
        if asked.path == "/api/0/buckets/":
            return 200, BUCKETS
        if asked.path == "/api/0/settings/classes":
            return 200, OWN
        return 200, list(answers)

    fake.answer = answer


def queried(fake: FakeServer) -> Asked:
    (asked,) = [asked for asked in fake.asked if asked.path == "/api/0/query/"]
    return asked


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "query.txt"
    file.write_text("events = [];\nRETURN = events;")
    return str(file)


# query


def test_query_prints_events(fake: FakeServer, path: str) -> None:
    answering(fake, [event(61.4, app="a"), event(2, app="b")])
    shown = run(fake, "query", path)
    assert shown.output == (
        "2 events:\n - Duration: 0:01:01\tData: {'app': 'a'}\n - Duration: 0:00:02\tData: {'app': 'b'}\n"
        "Total duration: 0:01:03\n"
    )
    assert queried(fake).body["query"] == ["events = [];", "RETURN = events;"]
    assert queried(fake).params == {}


def test_query_prints_ten_events_and_counts_all(fake: FakeServer, path: str) -> None:
    answering(fake, [event(1, n=n) for n in range(12)])
    lines = run(fake, "query", path).output.splitlines()
    assert lines[0] == "12 events, the first 10 of them:"
    assert len(lines) == 12
    assert lines[-1] == "Total duration: 0:00:12"


@pytest.mark.parametrize("answer", [5, {"a": [1]}, "text", [1, 2], None])
def test_query_prints_anything_else_as_json(fake: FakeServer, path: str, answer: Any) -> None:
    answering(fake, answer)
    assert json.loads(run(fake, "query", path).output) == answer


def test_query_as_json(fake: FakeServer, path: str) -> None:
    answering(fake, [event(1)])
    assert json.loads(run(fake, "query", "--json", path).output) == [[event(1)]]


def test_query_from_standard_input_with_name_and_cache(fake: FakeServer) -> None:
    answering(fake, 1)
    assert run(fake, "query", "-", "--name", "x", "--cache", text="RETURN = 1;").exit_code == 0
    assert queried(fake).params == {"name": ["x"], "cache": ["1"]}
    assert queried(fake).body["query"] == ["RETURN = 1;"]


def test_periods(fake: FakeServer, path: str) -> None:
    answering(fake, 1)
    run(fake, "query", path, "--start", "2024-03-30", "--stop", "2024-03-31T12:00", "--timezone", "Europe/Berlin")
    assert queried(fake).body["timeperiods"] == ["2024-03-30T00:00:00+01:00/2024-03-31T12:00:00+02:00"]


def test_an_offset_needs_no_timezone(fake: FakeServer, path: str) -> None:
    answering(fake, 1)
    assert "would end" in fails(
        run(fake, "query", path, "--start", "2024-03-30T01:00Z", "--stop", "2024-03-30T01:00+05:30")
    )
    run(fake, "query", path, "--start", "2024-03-30T01:00+05:30", "--stop", "2024-03-30T01:00Z")
    assert queried(fake).body["timeperiods"] == ["2024-03-30T01:00:00+05:30/2024-03-30T01:00:00+00:00"]


def test_without_times_it_is_a_day_back_and_a_year_ahead(fake: FakeServer, path: str) -> None:
    answering(fake, 1)
    run(fake, "query", path)
    start, stop = map(datetime.fromisoformat, queried(fake).body["timeperiods"][0].split("/"))
    assert stop - start == timedelta(days=366)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--start", "2024-03-30"], "add --timezone"),
        (["--stop", "2024-03-30T10:00"], "--stop 2024-03-30T10:00 could be any time zone's"),
        (["--start", "yesterday"], "is no time"),
        (["--timezone", "Mars/Olympus"], "no time zone named"),
        (["--cache"], "--cache needs --name"),
    ],
)
def test_unclear_questions_are_sentences(fake: FakeServer, path: str, args: list[str], words: str) -> None:
    answering(fake, 1)
    assert words in fails(run(fake, "query", path, *args))
    assert fake.asked == []


def test_a_query_that_the_server_refuses(fake: FakeServer, path: str) -> None:
    fake.answer = lambda asked: (400, {"type": "QueryParseException", "message": "line 1: what is that?"})
    assert fails(run(fake, "query", path)) == "The server refused: line 1: what is that?"


def test_a_file_that_is_not_there(fake: FakeServer) -> None:
    assert "nowhere.txt" in fails(run(fake, "query", "nowhere.txt"))


# report


def view() -> dict[str, Any]:
    return {
        "events": [],
        "window": {
            "app_events": [],
            "title_events": [event(40.5, app="a", title="First"), event(20.25, app="a", title="Second")],
            "cat_events": [event(40.5, category=["Work", "Code"]), event(20.25, category=["Uncategorized"])],
            "active_events": [],
            "duration": 60.75,
        },
        "browser": {"domains": [], "urls": [], "duration": 0},
    }


def test_report(fake: FakeServer) -> None:
    answering(fake, view())
    shown = run(fake, "report", "box")
    assert shown.output.splitlines() == [
        "Top 2 Categories:",
        "Duration  Key",
        "--------  -------------",
        "0:00:41   Work > Code",
        "0:00:20   Uncategorized",
        "",
        "Top 2 Titles:",
        "Duration  Key",
        "--------  ------",
        "0:00:41   First",
        "0:00:20   Second",
        "",
        "Total duration: 0:01:01",
    ]


def test_report_asks_for_the_computers_own_buckets_and_rules(fake: FakeServer) -> None:
    answering(fake, view())
    run(fake, "report", "box", "--limit", "1", "--cache")
    text = "\n".join(queried(fake).body["query"])
    assert '"aw-watcher-window_box"' in text
    assert '"aw-watcher-afk_box"' in text
    assert '"aw-watcher-web-firefox"' in text
    assert "chrome_other" not in text
    assert '[["Mine"], {"type": "regex", "regex": "x"}]' in text
    assert queried(fake).params == {"name": ["report-box"], "cache": ["1"]}


def test_report_with_a_limit(fake: FakeServer) -> None:
    answering(fake, view())
    output = run(fake, "report", "box", "--limit", "1").output
    assert "Top 1 Categories:" in output
    assert "Second" not in output


@pytest.mark.parametrize("command", ["report", "canonical"])
def test_a_computer_that_is_not_known(fake: FakeServer, command: str) -> None:
    answering(fake, view())
    sentence = fails(run(fake, command, "elsewhere"))
    assert sentence == "There is no bucket aw-watcher-window_elsewhere. Computers with windows recorded: box, other."


# canonical


def test_canonical(fake: FakeServer) -> None:
    events = [event(60 + n, f"2024-05-01T09:{n:02}:00+00:00", app="a", title=f"t{n}") for n in range(12)]
    answering(fake, events[::-1])
    lines = run(fake, "canonical", "box", "--timezone", "Asia/Tokyo").output.splitlines()
    assert lines[0] == "Timestamp            Duration  Data"
    assert lines[2] == "2024-05-01 18:02:00  0:01:02   [a] t2"
    assert lines[11] == "2024-05-01 18:11:00  0:01:11   [a] t11"
    assert lines[12] == "Total duration: 0:13:06"
    assert queried(fake).body["query"][-1] == "RETURN = events;"


def test_nothing_recorded(fake: FakeServer) -> None:
    answering(fake, [])
    assert run(fake, "canonical", "box").output.splitlines()[-1] == "Total duration: 0:00:00"


@pytest.mark.parametrize(
    ("amounts", "total", "shares"),
    [
        ([], 0, []),
        ([0.5, 0.5], 1, [1, 0]),
        ([1.4, 1.4, 1.2], 4, [2, 1, 1]),
        ([10.9], 10.9, [11]),
        ([0.4], 0.4, [0]),
        ([0.5], 0.5, [1]),
        ([2.5], 2.5, [3]),
    ],
)
def test_rows_add_up_to_the_total(amounts: list[float], total: float, shares: list[int]) -> None:
    assert whole_seconds(amounts, total) == shares
