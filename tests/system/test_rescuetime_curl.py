"""The Analytic Data API as scripts use it: with curl, in every way that its document knows."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.programs import LiveServer

pytestmark = [pytest.mark.system, pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")]

QUERY = "perspective=interval&restrict_kind=activity&restrict_begin=2024-03-04&restrict_end=2024-03-05"
CSV = (
    "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    "2024-03-04T09:00:00,1200,1,vim,Editing & IDEs,2\n"
    '2024-03-04T09:00:00,600,1,"Schöne, ""neue"" Welt",Uncategorized,0\n'
)


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    with LiveServer(env={"TZ": "UTC"}) as running:
        running.api("buckets/w", "POST", {"type": "currentwindow", "client": "tests", "hostname": "box"})
        for start, seconds, app in (("09:00", 1200, "vim"), ("09:30", 600, 'Schöne, "neue" Welt')):
            event = {"timestamp": f"2024-03-04T{start}:00Z", "duration": seconds, "data": {"app": app, "title": "t"}}
            running.api("buckets/w/events", "POST", event)
        yield running


def curl(*args: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one call."""
    shown = [] if "--head" in args else ["-D", "-"]
    done = subprocess.run(["curl", "-s", *shown, "--noproxy", "*", *args], capture_output=True, timeout=60, check=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    status, *lines = head.decode().strip().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def test_every_way_of_asking(server: LiveServer) -> None:
    key = server.api("keys", "POST", {"name": "curl", "kind": "rescuetime"}).json["key"]
    address = f"{server.url}/anapi/data"
    query = f"key={key}&format=csv&{QUERY}"
    form = [word for part in query.split("&") for word in ("-d", part)]
    ways = {
        "GET": [f"{address}?{query}"],
        "POST, a form": [*form, address],
        "POST, a query string": ["-X", "POST", f"{address}?{query}"],
        "POST, some of each": ["-d", QUERY, f"{address}?key={key}&format=csv"],
        "a header": ["-H", f"Authorization: Bearer {key}", f"{address}?format=csv&{QUERY}"],
        "a GET that says JSON": ["-H", "Content-Type: application/json", f"{address}?{query}"],
        "another name for everything": [f"{address}?rtapi_key={key}&format=csv&by=interval&ty=activity&rb=2024-03-04"
        "&re=2024-03-05&op=select&vn=0&i=hour"],
    }  # fmt: skip
    for way, words in ways.items():
        status, headers, body = curl(*words)
        assert (status, headers["content-type"], body.decode()) == (200, "text/csv; charset=utf-8", CSV), way
    status, headers, body = curl("--head", f"{address}?{query}")
    assert (status, headers["content-length"], body) == (200, str(len(CSV.encode())), b"")
    status, headers, body = curl(f"{address}?{query.replace('csv', 'json')}")
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert [row[1] for row in json.loads(body)["rows"]] == [1200, 600] and body.isascii()
    # One day only, as most scripts of today ask; and nothing of a key that is none.
    assert curl(f"{address}?key={key}&format=csv&{QUERY.replace('03-05', '03-04')}")[2].decode() == CSV
    assert curl(f"{address}?key=no&{QUERY}")[2] == b'{"error":"# key not found","messages":"key not found"}'
    assert curl("-X", "PUT", f"{address}?{query}")[0] == 405
    assert curl("-X", "DELETE", f"{address}?{query}")[0] == 405
