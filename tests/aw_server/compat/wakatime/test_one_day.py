"""One day's total in this guest's summaries, in the buckets that the pages show, and in the query language."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.aw_server.compat.wakatime.asking import asking, beat

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()
VIM = "wakatime/13.1.0 (Linux-6.1-x86_64) Python3.9.18.final.0 vim/9.0 vim-wakatime/9.0.1"

QUERY = [
    'vscode = query_bucket(find_bucket("aw-wakatime-vscode_"));',
    'vim = query_bucket(find_bucket("aw-wakatime-vim_"));',
    "RETURN = sum_durations(concat(vscode, vim));",
]
THERE = [
    'editing = concat(query_bucket("aw-wakatime-vscode_box"), query_bucket("aw-wakatime-vim_box"));',
    'here = filter_keyvals(query_bucket("aw-watcher-afk_box"), "status", ["not-afk"]);',
    "RETURN = sum_durations(filter_period_intersect(editing, here));",
]
DAY = ["2024-03-08T00:00:00+00:00/2024-03-09T00:00:00+00:00"]


def test_the_same_total_to_the_microsecond_and_less_where_only_presence_counts() -> None:
    with asking(NOON) as client:
        client.choose(timezone="UTC")
        midnight = NOON - 12 * 3600
        # Two editors in turn, from before midnight, and a pause of ten minutes in which nobody was there.
        times = [midnight - 300, *(NOON - 7200 + 97.25 * n for n in range(20)), NOON - 4000, NOON - 3400]
        client.send([beat(time, user_agent=VIM if n % 3 == 0 else None, lineno=n) for n, time in enumerate(times)])
        client.send([beat(midnight + 240)])
        summed = client.get("summaries", start="2024-03-08", end="2024-03-08")["data"][0]["grand_total"][
            "total_seconds"
        ]
        assert summed == 240 + 19 * 97.25 + 600
        asked = client.http.post("/api/0/query/", json={"query": QUERY, "timeperiods": DAY})
        assert asked.get_json() == [summed]
        client.http.post(
            "/api/0/buckets/aw-watcher-afk_box", json={"client": "w", "type": "afkstatus", "hostname": "box"}
        )
        present = {"timestamp": "2024-03-08T10:00:00Z", "duration": 1900, "data": {"status": "not-afk"}}
        client.http.post("/api/0/buckets/aw-watcher-afk_box/events", json=present)
        [there] = client.http.post("/api/0/query/", json={"query": THERE, "timeperiods": DAY}).get_json()
        # The rule of docs/numbers.md: presence leaves out the pause, and what was before it began.
        assert there == 19 * 97.25
