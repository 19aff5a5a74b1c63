"""One day's total in this guest's summaries, in the query language and on the page, and all that is between them.

The rule is told in docs/numbers.md, "Totals of editor plug-ins"; each of its sentences is a number here.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.aw_server.compat.wakatime.asking import ME, Asking, asking, beat

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()
MIDNIGHT = NOON - 12 * 3600
HOUR = 3600
VIM = "wakatime/13.1.0 (Linux-6.1-x86_64) Python3.9.18.final.0 vim/9.0 vim-wakatime/9.0.1"
# The page's own question about editing: its tests hold it to the same file.
PAGE = json.loads((Path(__file__).parents[3] / "vectors/wakatime/editor_view.json").read_text())["query"]
DAY = ["2024-03-08T00:00:00+00:00/2024-03-09T00:00:00+00:00"]
EDITORS = [
    'vscode = query_bucket(find_bucket("aw-wakatime-vscode_"));',
    'vim = query_bucket(find_bucket("aw-wakatime-vim_"));',
    "RETURN = sum_durations(concat(vscode, vim));",
]
SITES = ['RETURN = sum_durations(query_bucket("aw-wakatime-web_box"));']
APPS = ['RETURN = sum_durations(query_bucket("aw-wakatime-apps_box"));']

NIGHT = 600  # after midnight, before the page's day begins
MORNING = 19 * 97.25
THINKING = 600  # between two heartbeats, with nobody there
LOOKED_UP = 4  # on a page, between two files
TALKED = 60  # in another application, between two files
AROUND_IT = 100 + 96 + 50 + 45
MEETING = 1800
LATE = 300  # after the next midnight: the page's day is not over


def record(client: Asking, bucket: str, event_type: str, spans: list[tuple[float, float, dict[str, Any]]]) -> None:
    path = f"/api/0/buckets/{bucket}"
    client.http.post(path, json={"client": "w", "type": event_type, "hostname": "box"})
    rows = [
        {"timestamp": datetime.fromtimestamp(at, UTC).isoformat(), "duration": length, "data": data}
        for at, length, data in spans
    ]
    assert client.http.post(f"{path}/events", json=rows).status_code == 200


def live_through_the_day(client: Asking) -> None:
    client.choose(timezone="UTC")
    night = [MIDNIGHT + 2 * HOUR + 60 * n for n in range(11)]
    morning = [NOON - 7200 + 97.25 * n for n in range(20)]
    thinking = [NOON - 4000, NOON - 3400]
    # Two editors in turn.
    typed = [
        beat(at, user_agent=VIM if n % 3 == 0 else None, lineno=n) for n, at in enumerate(night + morning + thinking)
    ]
    noon = NOON + 1800
    kinds = [(0, "file"), (100, "domain"), (104, "file"), (200, "file")]
    kinds += [(2000, "file"), (2050, "app"), (2110, "file"), (2155, "file")]
    entities = {"file": "/p/alpha/b.py", "domain": "docs.example", "app": "Slack"}
    typed += [beat(noon + at, type=kind, entity=entities[kind], user_agent=VIM, category=None) for at, kind in kinds]
    typed += [beat(MIDNIGHT + 25 * HOUR + 100 * n, user_agent=VIM) for n in range(4)]
    assert {status for _, status in client.send(typed)} == {201}
    meeting = {"external_id": "m", "entity": "Weekly", "type": "app", "start_time": NOON + 3 * HOUR}
    sent = client.ask("POST", f"{ME}/external_durations", json=meeting | {"end_time": NOON + 3 * HOUR + MEETING})
    assert sent.status_code == 201
    record(client, "aw-watcher-window_box", "currentwindow", [(MIDNIGHT, 28 * HOUR, {"app": "vim", "title": ""})])
    here, away = {"status": "not-afk"}, {"status": "afk"}
    afk = [(MIDNIGHT, 8 * HOUR - 4000 + 4 * HOUR, here), (NOON - 4000, 600, away), (NOON - 3400, 20 * HOUR, here)]
    record(client, "aw-watcher-afk_box", "afkstatus", afk)


def test_three_totals_of_one_day_and_what_is_between_them() -> None:
    with asking(NOON + 20 * HOUR) as client:
        live_through_the_day(client)
        [day] = client.get("summaries", start="2024-03-08", end="2024-03-08")["data"]
        summed = day["grand_total"]["total_seconds"]
        typed = NIGHT + MORNING + THINKING + AROUND_IT
        assert summed == typed + LOOKED_UP + TALKED + MEETING

        def asked(query: list[str], periods: list[str] = DAY) -> Any:
            reply = client.http.post("/api/0/query/", json={"query": query, "timeperiods": periods})
            assert reply.status_code == 200, reply.text
            [found] = reply.get_json()
            return found

        # The buckets together are the summary without the meeting, to the microsecond.
        assert asked(EDITORS) == typed
        assert asked(EDITORS) + asked(SITES) + asked(APPS) == summed - MEETING
        # The page: its day from four to four, its short holes closed, and only while somebody was there.
        shown = asked([*PAGE, "RETURN = sum_durations(editing);"])
        assert shown == asked(EDITORS) - NIGHT + LATE + LOOKED_UP - THINKING
