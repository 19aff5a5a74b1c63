"""Queries over HTTP: shapes in, shapes out, every mistake a 400 with its type and place (contract 1.10, A.8)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from aw_server.exceptions import ServiceUnavailable
from aw_server.server import AWFlask

PERIOD = "2024-05-01T00:00:00+02:00/2024-05-02T00:00:00+02:00"
EVENTS = [
    {"timestamp": "2024-05-01T09:00:00Z", "duration": 1800, "data": {"label": "x"}},
    {"timestamp": "2024-05-01T10:00:00.5Z", "duration": 60.25, "data": {"label": "y", "ü": ["\U0001f600", None, 1.5]}},
    {"timestamp": "2024-05-01T23:00:00Z", "duration": 60, "data": {"label": "next day"}},
]


@pytest.fixture
def full(http: FlaskClient, bucket: str) -> str:
    assert http.post(f"{bucket}/events", json=EVENTS).status_code == 200
    return "b"


def ask(http: FlaskClient, *query: str, periods: list[str] | None = None, **parameters: str) -> Any:
    body = {"query": list(query), "timeperiods": [PERIOD] if periods is None else periods}
    return http.post("/api/0/query/", json=body, query_string=parameters)


def test_events_come_as_the_events_route_gives_them(http: FlaskClient, full: str) -> None:
    answer = ask(http, "RETURN = query_bucket('b');")
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    start, end = "2024-05-01T00:00:00+02:00", "2024-05-02T00:00:00+02:00"
    events = http.get("/api/0/buckets/b/events", query_string={"start": start, "end": end}).get_json()
    assert answer.get_json() == [events]
    assert [list(event) for event in events] == [["id", "timestamp", "duration", "data"]] * 2


def test_lengths_are_seconds_and_shapes_nest(http: FlaskClient, full: str) -> None:
    text = (
        "events = sort_by_duration(query_bucket('b'));"
        "RETURN = {'sum': sum_durations(events), 'none': [], 'deep': [[{'top': limit_events(events, 1)}], events]};"
    )
    (result,) = ask(http, text).get_json()
    assert result["sum"] == 1860.25
    assert result["none"] == []
    assert [event["data"]["label"] for event in result["deep"][1]] == ["x", "y"]
    assert result["deep"][0][0]["top"] == result["deep"][1][:1]


def test_one_result_for_each_period(http: FlaskClient, full: str) -> None:
    periods = [PERIOD, "2024-05-02T00:00:00+02:00/2024-05-03T00:00:00+02:00", "1970/1971", "2024-05-02/2024-05-01"]
    text = "RETURN = sum_durations(query_bucket('b'));"
    assert ask(http, text, periods=periods).get_json() == [1860.25, 60.0, 0.0, 0.0]
    assert ask(http, text, periods=[]).get_json() == []


def test_more_questions_in_one_request(http: FlaskClient, full: str) -> None:
    more = [
        {"query": ["RETURN = query_bucket_eventcount(", "'b');"], "timeperiods": [PERIOD, "1970/1971"]},
        {"query": ["RETURN = NAME;"], "timeperiods": [PERIOD]},
    ]
    first = {"query": ["RETURN = sum_durations(query_bucket('b'));"], "timeperiods": [PERIOD]}
    answer = http.post("/api/0/query/", json={**first, "more": more}, query_string={"name": "day"})
    assert answer.get_json() == [1860.25, 2, 0, "day"]
    wrong = http.post("/api/0/query/", json={**first, "more": [{"query": ["RETURN = x;"], "timeperiods": [PERIOD]}]})
    assert (wrong.status_code, wrong.get_json()["type"]) == (400, "QueryInterpretException")


def test_variables_from_outside(http: FlaskClient) -> None:
    text = "RETURN = [NAME, STARTTIME, ENDTIME, TIMEINTERVAL];"
    start, end = PERIOD.split("/")
    assert ask(http, text, name="day", cache="1").get_json() == [["day", start, end, PERIOD]]
    assert ask(http, text).get_json()[0][0] == ""


def test_pieces_are_put_together(http: FlaskClient) -> None:
    assert ask(http, "RET", "URN", "='", "a", "';").get_json() == ["a"]


def test_big_numbers_and_odd_texts(http: FlaskClient) -> None:
    body = {"query": ["RETURN = [123456789012345678901234567890, '\\ud800 ü \\u0000'];"], "timeperiods": [PERIOD]}
    raw = json.dumps(body).replace("\\\\u", "\\u")
    answer = http.post("/api/0/query/", data=raw, content_type="application/json")
    assert answer.get_json() == [[123456789012345678901234567890, "\ufffd ü \0"]]


@pytest.mark.parametrize(
    ("query", "kind", "line", "column"),
    [
        ([""], "QueryParseException", None, None),
        (["x = 1;"], "QueryParseException", None, None),
        (["x = 1;", "RETURN = [1,;"], "QueryParseException", 2, 13),
        (["x = 1;\nRETURN = ?;"], "QueryParseException", 2, 10),
        (["RETURN = y;"], "QueryInterpretException", 1, 10),
        (["RETURN = nop(1);"], "QueryInterpretException", 1, 10),
        (["RETURN = limit_events([]);"], "QueryInterpretException", 1, 10),
        (["RETURN = query_bucket('missing');"], "QueryFunctionException", 1, 10),
        (["RETURN = find_bucket('missing');"], "QueryFunctionException", 1, 10),
        (["RETURN = query_bucket(1);"], "QueryFunctionException", 1, 10),
        (["STARTTIME = 'soon';", "RETURN = query_bucket('b');"], "QueryFunctionException", 2, 10),
        (["STARTTIME = 5;", "RETURN = query_bucket('b');"], "QueryFunctionException", 2, 10),
        (["RETURN = filter_keyvals_regex(query_bucket('b'), 'label', '(');"], "QueryFunctionException", 1, 10),
        (["RETURN = simplify_window_titles(query_bucket('b'), 'title');"], "QueryFunctionException", 1, 10),
        (["RETURN = split_by_period(query_bucket('b'), 'day', 'Nowhere/At_All');"], "QueryFunctionException", 1, 10),
    ],
)
def test_mistakes(
    http: FlaskClient, full: str, query: list[str], kind: str, line: int | None, column: int | None
) -> None:
    answer = ask(http, *query)
    error = answer.get_json()
    assert answer.status_code == 400
    assert (error["type"], error["line"], error["column"]) == (kind, line, column)
    assert error["message"]


@pytest.mark.parametrize(
    "period", ["", "2024", "2024-05-01T00:00:00Z", "soon/later", "2024-05-01/", "/", "2024-99/2025"]
)
def test_periods_that_are_none(http: FlaskClient, period: str) -> None:
    answer = ask(http, "RETURN = 1;", periods=[PERIOD, period])
    assert answer.status_code == 400
    assert answer.get_json()["type"] == "QueryFunctionException"


@pytest.mark.parametrize(
    "body",
    [
        {"query": "RETURN = 1;", "timeperiods": [PERIOD]},
        {"query": ["RETURN = 1;"]},
        {"timeperiods": [PERIOD]},
        {"query": ["RETURN = 1;"], "timeperiods": [1]},
        {"query": [1], "timeperiods": [PERIOD]},
        {"query": ["RETURN = 1;"], "timeperiods": PERIOD},
        {"query": ["RETURN = 1;"], "timeperiods": [PERIOD], "more": [{"query": ["RETURN = 1;"]}]},
        [],
        None,
    ],
)
def test_bodies_of_another_shape(http: FlaskClient, body: Any) -> None:
    answer = http.post("/api/0/query/", json=body)
    assert answer.status_code == 400
    assert answer.get_json()["message"]


def test_both_slash_forms(http: FlaskClient) -> None:
    body = {"query": ["RETURN = 1;"], "timeperiods": [PERIOD]}
    assert http.post("/api/0/query", json=body).get_json() == [1]
    assert http.post("/api/0/query/", json=body).get_json() == [1]
    assert http.post("/api/0/query", data=json.dumps(body), content_type="text/plain").status_code == 415


def test_the_time_limit_is_a_setting(http: FlaskClient, application: AWFlask) -> None:
    http.post("/api/0/settings/queryTimeout", json=1e-9)
    answer = ask(http, "x = 1;" * 100 + "RETURN = 1;")
    assert answer.status_code == 400
    assert "longer than" in answer.get_json()["message"]
    for odd in ("soon", -1, None, True, 1e9):
        http.post("/api/0/settings/queryTimeout", json=odd)
        assert ask(http, "RETURN = 1;").status_code == 200


def test_when_too_many_ask(http: FlaskClient, application: AWFlask) -> None:
    gate = application.api.queries._gate
    taken = 0
    try:
        while True:
            gate.enter()
            taken += 1
    except ServiceUnavailable:
        answer = ask(http, "RETURN = 1;")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert http.get("/api/0/export").status_code == 503
        assert http.get("/api/0/info").status_code == 200
    for _ in range(taken):
        gate.leave()
    assert ask(http, "RETURN = 1;").status_code == 200


def test_query2_gives_events_to_python(http: FlaskClient, full: str, application: AWFlask) -> None:
    (events, total), *rest = application.api.query2(
        "n", ["e = query_bucket('b');", "RETURN = [e, sum_durations(e)];"], [PERIOD], False
    )
    assert rest == []
    assert [event.data["label"] for event in events] == ["y", "x"]
    assert total.total_seconds() == 1860.25


def test_pretty_in_testing_mode(testing_http: FlaskClient) -> None:
    text = ask(testing_http, "RETURN = {'a': 1};").get_data(as_text=True)
    assert json.loads(text) == [{"a": 1}]
    assert "\n" in text.strip()
