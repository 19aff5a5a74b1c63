"""Every recorded vector, in every spelling, over real events."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_server.compat.rescuetime.errors import QUERY_ERROR
from aw_server.compat.rescuetime.render import written
from aw_server.compat.rescuetime.tables import Table, efficiency, pulse
from tests.aw_server.compat.rescuetime.asking import Asker, asker, class_of

VECTORS = json.loads((Path(__file__).resolve().parents[3] / "vectors/rescuetime/analytic-data.json").read_text())
QUERIES = [(vector["id"], query) for vector in VECTORS["vectors"] for query in vector["queries"]]


@pytest.fixture
def recorded() -> Iterator[Asker]:
    """The input of the vectors, with a category for each activity."""
    with asker() as made:
        names = {entry["activity"]: entry for entry in VECTORS["input"]}
        classes = [
            class_of(name, entry["overview"], entry["category"], entry["productivity"], number)
            for number, (name, entry) in enumerate(names.items())
        ]
        made.api.settings.set("classes", classes)
        made.api.settings.set("rescuetime", {"name": VECTORS["conventions"]["person"]})
        for entry in VECTORS["input"]:
            made.record(entry["start"], entry["seconds"], entry["activity"], entry["document"])
        yield made


@pytest.mark.parametrize(("name", "query"), QUERIES)
def test_tables(recorded: Asker, name: str, query: dict[str, Any]) -> None:
    for spelling in [query["query"], *query.get("same_as", [])]:
        if query.get("error"):
            assert recorded.get(spelling).get_data(as_text=True) == QUERY_ERROR
            continue
        found = recorded.table(**spelling)
        assert found["notes"] == VECTORS["conventions"]["notes"]
        assert found["row_headers"] == query["row_headers"]
        assert found["rows"] == query["rows"]
        assert list(map(type, found["rows"][0])) == list(map(type, query["rows"][0]))
        if "csv" in query:
            answer = recorded.get({**spelling, "format": "csv"})
            assert answer.get_data(as_text=True) == query["csv"]
            assert answer.content_type == "text/csv; charset=utf-8"


@pytest.mark.parametrize("mode", VECTORS["date_modes"])
def test_which_days_are_meant(recorded: Asker, mode: dict[str, Any]) -> None:
    stored = recorded.api.settings.get("rescuetime")
    wanted = mode["total_seconds"]
    for end_mode, total in (("exclusive", "exclusive_with_single_day_rule"), ("inclusive", "inclusive")):
        recorded.api.settings.set("rescuetime", {**stored, "end_mode": end_mode})
        assert sum(row[1] for row in recorded.rows(**mode["query"])) == wanted[total]


@pytest.mark.parametrize("case", VECTORS["errors"])
def test_errors_to_the_byte(recorded: Asker, case: dict[str, Any]) -> None:
    query = dict(case["query"])
    if query.get("key") == "VALIDKEY":
        query["key"] = recorded.key
    for form in (query["format"], "csv" if query["format"] == "json" else "xml"):
        answer = recorded.response(query_string={**query, "format": form})
        assert answer.get_data(as_text=True) == case.get("body_exact", QUERY_ERROR)
        assert answer.content_type == "application/json; charset=utf-8"
        assert answer.status_code == 200


def test_errors_have_a_status_where_that_is_wanted(recorded: Asker) -> None:
    recorded.api.settings.set("rescuetime", {"error_status": 400})
    assert recorded.get({"perspective": "sideways"}).status_code == 400
    assert recorded.response(query_string={"key": "nope"}).status_code == 400
    assert recorded.get({}).status_code == 200


def test_csv_quotes_what_needs_it() -> None:
    quoting = VECTORS["csv_quoting"]
    firsts, rests = [["a, b", ""], [7, 7]], [(quoting["activity"],), ("plain",)]
    text = written(Table(["Day", "Time", "Activity"], firsts, rests), "csv").decode()
    assert text == f'Day,Time,Activity\n"a, b",7,{quoting["csv_field"]}\n,7,plain\n'


_cells = st.text(st.sampled_from('a,"\n\r \ud83d\ude00é'), max_size=4) | st.integers(-2, 9)


@given(
    rows=st.lists(st.tuples(st.tuples(_cells, st.integers(0, 9)), st.tuples(_cells, _cells)), max_size=6),
    headers=st.lists(st.text(max_size=3), min_size=4, max_size=4),
)
def test_csv_is_the_standard_librarys(rows: list[tuple[Any, Any]], headers: list[str]) -> None:
    table = Table(headers, [[first[place] for first, _ in rows] for place in (0, 1)], [rest for _, rest in rows])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headers, *table.rows])
    tidy = text.getvalue().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert written(table, "csv").decode() == tidy


@pytest.mark.parametrize("case", VECTORS["pulse"])
def test_pulse(case: dict[str, Any]) -> None:
    assert pulse({int(level): amount for level, amount in case["percent_or_seconds"].items()}) == case["pulse"]


def test_a_recorded_hour() -> None:
    check = next(vector["recorded_check"] for vector in VECTORS["vectors"] if "recorded_check" in vector)
    found = efficiency({int(level): seconds * 1_000_000 for level, seconds in check["seconds_per_level"].items()})
    assert found == (check["efficiency"], check["percent"])
