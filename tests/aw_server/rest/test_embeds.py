"""Embeds over HTTP, guards included: an embed key opens one view for pages of any origin, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aw_server.keys import API, SESSION
from aw_server.server import AWFlask

PAGE = "https://blog.example"
VIEW = {"perspective": "rank", "kind": "activity", "period": "last_7_days"}


def embed(http: FlaskClient, raw: bool = False, **view: Any) -> dict[str, Any]:
    answer = http.post("/api/0/embeds", json={"name": "My week", "view": VIEW | view, "raw": raw})
    assert answer.status_code == 200, answer.get_data()
    made: dict[str, Any] = answer.get_json()
    return made


def chart(http: FlaskClient, key: str, **more: str) -> TestResponse:
    return http.get("/anapi/embed/data", query_string={"key": key, **more}, headers={"Origin": PAGE})


@pytest.fixture
def recorded(http: FlaskClient) -> None:
    """Two hours of yesterday, UTC."""
    start = datetime.now().astimezone().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    http.post("/api/0/buckets/w", json={"type": "currentwindow", "client": "tests", "hostname": "box"})
    for number, (app, title) in enumerate((("vim", "Client XYZ"), ("vim", "other"), ("chess", "xyz"))):
        event = {
            "timestamp": (start + timedelta(minutes=40 * number)).isoformat(),
            "duration": 2400 - number,
            "data": {"app": app, "title": title},
        }
        assert http.post("/api/0/buckets/w/events", json=event).status_code == 200


def test_a_chart_for_a_page_of_another_origin(http: FlaskClient, recorded: None) -> None:
    made = embed(http)
    answer = chart(http, made["key"])
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, PAGE)
    assert answer.headers["Cache-Control"] == "no-store"
    shown = answer.get_json()
    assert (shown["title"], shown["unit"]) == ("My week", "minutes")
    assert [(point["label"], point["values"]) for point in shown["points"]] == [("vim", [80]), ("chess", [40])]
    script = http.get("/anapi/embed/chart.js", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script"})
    assert script.status_code == 200 and script.mimetype == "text/javascript"
    assert http.get("/anapi/embed/data?key=" + made["key"], headers={"Origin": "null"}).status_code == 200
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "GET"}
    assert http.options("/anapi/embed/data", headers=asked).status_code == 204


def test_the_code_names_the_server_and_nobody_else(http: FlaskClient) -> None:
    answer = http.post("/api/0/embeds", json={"name": "<b>--> x", "view": VIEW})
    made = answer.get_json()
    assert re.findall(r"https?://[^/\"]+", made["code"]) == ["http://localhost"]
    assert made["key"] in made["code"] and "-->" not in made["code"].partition("\n")[0]
    assert "<b>" not in made["code"]
    for name in ("key", "target", "title", "width", "height", "theme", "table", "refresh"):
        assert f"var aw_chart_{name} = " in made["code"]
    [listed] = http.get("/api/0/embeds").get_json()
    assert listed == {key: made[key] for key in ("id", "name", "view", "raw", "created")}


def test_an_embed_key_opens_nothing_but_its_view(http: FlaskClient, application: AWFlask, recorded: None) -> None:
    key = embed(http)["key"]
    # Another query, by the chart and by the table.
    for more in ({"restrict_kind": "document"}, {"by": "interval"}, {"rb": "2020-01-01"}, {"format": "csv"}):
        assert chart(http, key, **more).get_json()["error"] == "# query error"
    # Raw data.
    assert http.get("/anapi/data", query_string={"key": key, "format": "json"}).status_code == 403
    for path in ("overview_data", "daily_summary_feed", "alerts_feed", "highlights_feed", "focustime_started_feed"):
        assert http.get(f"/anapi/{path}", query_string={"key": key}).get_json()["error"] == "# key not found"
    # Writing.
    for path in ("highlights_post", "offline_time_post", "start_focustime", "end_focustime"):
        answer = http.post(f"/anapi/{path}", query_string={"key": key}, data={"duration": "5"})
        assert answer.get_json()["error"] == "# key not found"
    # Our own API knows no such key, whoever shows it.
    assert application.api.keys.check(key, API, SESSION) is None


def test_raw_data_once_it_is_switched_on_and_still_no_parameters(http: FlaskClient, recorded: None) -> None:
    made = embed(http)
    assert http.patch(f"/api/0/embeds/{made['id']}", json={"raw": True}).get_json()["raw"] is True
    table = http.get("/anapi/data", query_string={"key": made["key"], "format": "json"}).get_json()
    assert [(row[3], row[1]) for row in table["rows"]] == [("vim", 4800), ("chess", 2398)]
    text = http.get("/anapi/data", query_string={"key": made["key"], "format": "csv"}).get_data(as_text=True)
    assert text.startswith("Rank,Time Spent (seconds),")
    for more in ({"rk": "document"}, {"perspective": "interval"}, {"restrict_begin": "2020-01-01"}, {"format": "xml"}):
        answer = http.get("/anapi/data", query_string={"key": made["key"], "format": "json", **more})
        assert json.loads(answer.get_data())["error"] == "# query error"
    assert http.patch(f"/api/0/embeds/{made['id']}", json={"raw": False}).status_code == 200
    assert http.get("/anapi/data", query_string={"key": made["key"], "format": "json"}).status_code == 403


def test_search_words_are_kept_with_the_key(http: FlaskClient, recorded: None) -> None:
    made = embed(http, raw=True, search="client XYZ")
    table = http.get("/anapi/data", query_string={"key": made["key"], "format": "json"}).get_json()
    assert [(row[3], row[1]) for row in table["rows"]] == [("vim", 2400)]
    other = embed(http, search="xyz")
    assert [point["values"] for point in chart(http, other["key"]).get_json()["points"]] == [[40], [40]]


@pytest.mark.parametrize("by_keys", [True, False])
def test_a_revoked_embed_stops_at_once(http: FlaskClient, recorded: None, by_keys: bool) -> None:
    made = embed(http, raw=True)
    assert chart(http, made["key"]).get_json()["points"]
    assert http.delete(f"/api/0/{'keys' if by_keys else 'embeds'}/{made['id']}").status_code == 200
    assert chart(http, made["key"]).get_json()["error"] == "# key not found"
    table = http.get("/anapi/data", query_string={"key": made["key"], "format": "json"})
    assert table.get_json()["error"] == "# key not found"
    assert http.get("/api/0/embeds").get_json() == []
    assert http.delete(f"/api/0/embeds/{made['id']}").status_code == 404
    assert http.patch(f"/api/0/embeds/{made['id']}", json={"raw": True}).status_code == 404


def test_other_keys_open_no_chart(http: FlaskClient) -> None:
    reading = http.post("/api/0/keys", json={"name": "r", "kind": "rescuetime"}).get_json()["key"]
    bare = http.post("/api/0/keys", json={"name": "without a view", "kind": "embed"}).get_json()["key"]
    for key in (reading, bare, "0" * 40, ""):
        assert chart(http, key).get_json()["error"] == "# key not found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_of_other_origins_may_read_the_chart_only(http: FlaskClient, recorded: None, method: str) -> None:
    key = embed(http, raw=True)["key"]
    given = {"key": key, "format": "json"}
    assert (
        http.open("/anapi/embed/data", method=method, query_string=given, headers={"Origin": PAGE}).status_code == 403
    )
    paths = ("/anapi/data", "/anapi/embed/data/", "/anapi/embed", "/anapi/embed/x", "/anapi//embed/data", "/api/0/info")
    for path in (*paths, "/anapi/files/rescuetime.mjs", "/api/oauth/embed/data"):
        assert http.get(path, query_string=given, headers={"Origin": PAGE}).status_code == 403, path
    # As a picture or a script the figures are not to be had either.
    outside = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script"}
    assert http.get("/anapi/embed/data", query_string=given, headers=outside).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x"},
        {"name": "", "view": VIEW},
        {"name": "x", "view": {**VIEW, "kind": "efficiency"}},
        {"name": "x", "view": {**VIEW, "thingy": "a"}},
        {"name": "x", "view": {**VIEW, "period": "ever"}},
        {"name": "x", "view": {**VIEW, "search": "x" * 201}},
        {"name": "x", "view": {**VIEW, "restrict_begin": "2020-01-01"}},
    ],
)
def test_views_that_cannot_be(http: FlaskClient, body: dict[str, Any]) -> None:
    assert http.post("/api/0/embeds", json=body).status_code == 400
    assert http.get("/api/0/embeds").get_json() == []
