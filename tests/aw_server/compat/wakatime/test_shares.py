"""Charts, figures and badges for other pages: what they show, to whom, and that they are gone when taken back."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from aw_server.compat.wakatime import charts
from aw_server.compat.wakatime.shares import CHARTS
from tests.aw_server.compat.wakatime.asking import Asking, asking, beat

NOW = 1_709_560_800.0


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        found.choose(timezone="UTC", username="ada")
        day = NOW - 86_400
        found.send([beat(day), beat(day + 600), beat(day + 1200, language="Go", project="<b>&"), beat(day + 1800)])
        yield found


def shared(client: Asking, *scopes: str) -> str:
    """The address of a new share, without its ending."""
    body = {"name": " ".join(scopes), "kind": "embed", "scopes": list(scopes)}
    made = client.http.post("/api/0/keys", json=body)
    assert made.status_code == 200, made.text
    return f"/share/@ada/{made.get_json()['key']}"


def pixels(data: bytes) -> list[bytes]:
    """Rows of a PNG, every check sum looked at."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, size = 8, b"", (0, 0)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    raw = zlib.decompress(packed)
    row = 1 + 3 * size[0]
    assert len(raw) == row * size[1]
    return [raw[n * row + 1 : (n + 1) * row] for n in range(size[1])]


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_in_every_form(client: Asking, chart: str) -> None:
    address = shared(client, chart, "last_7_days")
    svg = client.http.get(f"{address}.svg")
    assert (svg.status_code, svg.mimetype) == (200, "image/svg+xml")
    assert ET.fromstring(svg.text).tag.endswith("svg")
    assert "<script" not in svg.text
    png = client.http.get(f"{address}.png")
    assert (png.status_code, png.mimetype) == (200, "image/png")
    assert len({bytes(row[n : n + 3]) for row in pixels(png.data) for n in range(0, len(row), 3)}) >= 3
    assert client.http.get(f"{address}.json").get_json()["data"]


def test_figures(client: Asking) -> None:
    languages = client.http.get(f"{shared(client, 'languages')}.json").get_json()["data"]
    assert [(row["name"], row["percent"]) for row in languages] == [("Python", 66.67), ("Go", 33.33)]
    assert languages[0]["color"] == "#3572a5"
    days = client.http.get(f"{shared(client, 'coding_activity')}.json").get_json()["data"]
    assert [row["grand_total"]["total_seconds"] for row in days] == [0, 0, 0, 0, 0, 0, 1800]
    assert days[-1]["range"]["date"] == "2024-03-03"
    only = client.http.get(f"{shared(client, 'languages', 'project:alpha')}.json").get_json()["data"]
    assert [row["name"] for row in only] == ["Python"]
    assert len(client.http.get(f"{shared(client, 'coding_activity', 'last_30_days')}.json").get_json()["data"]) == 30


def test_figures_for_a_script_of_the_page(client: Asking) -> None:
    address = f"{shared(client, 'languages')}.json"
    reply = client.http.get(address, query_string={"callback": "my.chart"})
    assert reply.mimetype == "text/javascript"
    assert reply.text.startswith("/**/my.chart({")
    assert json.loads(reply.text.removeprefix("/**/my.chart(").removesuffix(");"))["data"]
    for callback in ("alert(1)", "a;b", "", "1a", "x" * 200):
        assert client.http.get(address, query_string={"callback": callback}).status_code == 400


def test_names_are_text_and_nothing_else(client: Asking) -> None:
    svg = client.http.get(f"{shared(client, 'projects')}.svg").text
    assert "&lt;b&gt;&amp;" in svg


def test_taken_back_it_is_gone_at_once(client: Asking) -> None:
    address = shared(client, "languages")
    assert client.http.get(f"{address}.svg").status_code == 200
    [key] = [key for key in client.http.get("/api/0/keys").get_json() if key["kind"] == "embed"]
    client.http.delete(f"/api/0/keys/{key['id']}")
    for ending in ("svg", "png", "json"):
        assert client.http.get(f"{address}.{ending}").status_code == 404


def test_pages_of_others_may_show_it_and_nothing_else(client: Asking) -> None:
    address = shared(client, "languages")
    image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    reply = client.http.get(f"{address}.png", headers=image)
    assert (reply.status_code, reply.headers["Cross-Origin-Resource-Policy"]) == (200, "cross-origin")
    assert client.http.get(f"{address}.json", headers={"Origin": "https://ada.example"}).status_code == 200
    for path in ("/share/@ada/x", "/api/v1/users/current", "/api/0/buckets/"):
        assert client.http.get(path, headers=image).status_code == 403
    secret = address.rpartition("/")[2]
    assert client.http.get("/api/v1/users/current", query_string={"api_key": secret}).status_code == 401


@pytest.mark.parametrize(
    "path", ["/share/@bob/{key}.svg", "/share/@ada/{key}.gif", "/share/@ada/{key}", "/badge/{key}.svg"]
)
def test_addresses_that_show_nothing(client: Asking, path: str) -> None:
    key = shared(client, "languages").rpartition("/")[2]
    assert client.http.get(path.format(key=key)).status_code == 404
    assert client.http.get(path.format(key=client.key)).status_code == 404


def test_badges(client: Asking) -> None:
    key = shared(client, "badge", "all_time").rpartition("/")[2]
    svg = client.http.get(f"/badge/{key}.svg")
    assert ET.fromstring(svg.text).get("aria-label") == "coding: 30 mins"
    shield: dict[str, Any] = client.http.get(f"/badge/{key}.json").get_json()
    assert shield == {"schemaVersion": 1, "label": "coding", "message": "30 mins", "color": "blue"}
    assert client.http.get(f"/share/@ada/{key}.svg").status_code == 404
    of_project = shared(client, "badge", "all_time", "project:alpha").rpartition("/")[2]
    assert client.http.get(f"/badge/{of_project}.json").get_json()["label"] == "alpha"


def test_nothing_to_show(client: Asking) -> None:
    address = shared(client, "languages", "2020")
    assert "No activity in this time." in client.http.get(f"{address}.svg").text
    pixels(client.http.get(f"{address}.png").data)
    assert client.http.get(f"{address}.json").get_json() == {"data": []}


def test_letters_of_a_picture_are_dots() -> None:
    chart = charts.Chart("Aé", (charts.Bar("x" * 40, "1 hr", 1.0, "#123456"),))
    rows = pixels(charts.png(chart))
    ink = bytes.fromhex("24292f")
    # The left stroke of the A, two pixels wide, begins three dots down.
    assert [rows[y][12 * 3 : 12 * 3 + 3] == ink for y in range(12, 28, 2)] == [
        False,
        False,
        True,
        True,
        True,
        True,
        True,
        False,
    ]


def test_pictures_of_a_part_of_the_time(client: Asking) -> None:
    for scope, seconds in (
        ("language:Go", 600),
        ("editor:VS Code", 1800),
        ("category:Debugging", 0),
        ("machine:box", 1800),
    ):
        days = client.http.get(f"{shared(client, 'coding_activity', scope)}.json").get_json()["data"]
        assert sum(row["grand_total"]["total_seconds"] for row in days) == seconds, scope
    address = shared(client, "languages").replace("@ada", "@current")
    assert client.http.get(f"{address}.svg").status_code == 200


def test_badges_at_addresses_of_other_servers(client: Asking) -> None:
    key = shared(client, "badge", "last_30_days", "project:alpha").rpartition("/")[2]
    for view in (
        "interval:30_days/project:alpha",
        "last_30_days/project:alpha",
        "interval:last_30_days",
        "project:alpha",
    ):
        badge = client.http.get(f"/api/badge/@ada/{view}", query_string={"key": key})
        assert (badge.status_code, badge.mimetype) == (200, "image/svg+xml"), view
        assert "alpha" in badge.text and "20 mins" in badge.text
        told = client.http.get(f"/api/compat/shields/v1/ada/{view}", query_string={"key": key})
        assert told.get_json() == {"schemaVersion": 1, "label": "alpha", "message": "20 mins", "color": "blue"}
    chart = shared(client, "languages").rpartition("/")[2]
    for owner, view, given in (
        ("ada", "interval:last_7_days", key),
        ("ada", "interval:last_30_days/project:beta", key),
        ("ada", "interval:last_30_days/language:Go", key),
        ("bob", "interval:last_30_days", key),
        ("ada", "interval:last_30_days", "0" * 40),
        ("ada", "interval:last_30_days", ""),
        ("ada", "interval:last_7_days", chart),
    ):
        for place in ("badge", "compat/shields/v1"):
            reply = client.http.get(f"/api/{place}/{owner}/{view}", query_string={"key": given})
            assert reply.status_code == 404, (place, owner, view)
    assert client.http.get("/api/badge/ada/interval:some_day", query_string={"key": key}).status_code == 400
