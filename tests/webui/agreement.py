"""One day's figures from every place that shows them: the pages, the REST API, the client, and plain lists of events.

`Day` reads them; `disagreements` says which are not equal to the second.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from aw_core.models import Event
from aw_server.canonical import browser_pattern, canonical, devices_of
from aw_server.today import largest_remainder
from aw_transform import (
    filter_keyvals,
    filter_keyvals_regex,
    filter_period_intersect,
    flood,
    period_union,
    resolve_overlaps,
    union_no_overlap,
)
from tests.support.demo_data import Row
from tests.support.messy_days import SOURCES
from tests.support.programs import LiveServer, request
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour

HOUR = 3600
_AROUND = (timedelta(hours=-1), timedelta(hours=1))
# One view with every panel that says something about a day.
VIEW = {
    "id": "everything",
    "name": "Everything",
    "elements": [
        {"type": kind, "width": 12}
        for kind in (
            "timeline_barchart",
            "score",
            "top_apps",
            "top_titles",
            "top_categories",
            "category_tree",
            "category_sunburst",
            "sunburst_clock",
            "top_domains",
            "top_urls",
            "top_editor_projects",
            "top_editor_files",
            "top_editor_languages",
            "top_stopwatches",
        )
    ],
}
# Panels whose rows make up all active time, browsing, editing, what was measured; none lists more than a hundred.
WHOLE = ("Applications", "Window titles", "Categories", "Productivity")
PARTS = {
    "browsing": ("Domains", "Web addresses"),
    "editing": ("Projects", "Files", "Languages"),
    "measured": ("Stopwatch",),
}
_SUMS = """selector => {
    const seconds = one => +one.dateTime.slice(2, -1);
    const of = part => [...part.querySelectorAll("time")].map(seconds);
    return Object.fromEntries([...document.querySelectorAll(selector)]
        .map(part => [part.getAttribute("aria-label"), of(part)]));
}"""
_UNFOLD = """() => document.querySelectorAll("#page button.more").forEach(one => {
    if (one.getAttribute("aria-expanded") === "false" || /^Show all/.test(one.innerText)) one.click();
})"""
# Every bar by the keyboard, as a person reads them who cannot point.
_BARS = """async () => {
    const list = document.querySelector(".bars");
    const press = async key => {
        list.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    };
    const bars = list.querySelectorAll("[role=option]").length;
    const found = [];
    for (let at = 0; at < bars; at += 1) {
        await press(at === 0 ? "Home" : "ArrowRight");
        const told = document.querySelector(".chart .told");
        const times = [...told.querySelectorAll("time")].map(one => one.dateTime);
        found.push([told.querySelector("strong").innerText, ...times]);
    }
    return found;
}"""


@dataclass(frozen=True)
class Place:
    """A server with messy days, the window of a browser on it, and the events themselves."""

    tour: Tour
    rows: Mapping[str, list[Row]]
    zone: ZoneInfo
    start_of_day: time = time(4)

    @property
    def server(self) -> LiveServer:
        return self.tour.server

    @property
    def host(self) -> str:
        return str(self.server.api("info").json["hostname"])

    def edges(self, day: date) -> tuple[datetime, datetime]:
        """When the day begins and ends."""
        return tuple(
            datetime.combine(day + timedelta(days=days), self.start_of_day, self.zone).astimezone(UTC)
            for days in (0, 1)
        )  # type: ignore[return-value]


def place_of(
    open_tour: OpenTour, server: LiveServer, rows: Mapping[str, list[Row]], zone: ZoneInfo, start_of_day: time
) -> Place:
    """Settings for reading made, and a window opened."""
    assert server.api("settings/views", "POST", [VIEW]).status == 200
    assert server.api("settings/startOfDay", "POST", start_of_day.strftime("%H:%M")).status == 200
    return Place(open_tour(server, zone=zone.key), rows, zone, start_of_day)


def disagreements(place: Place, day: date) -> list[str]:
    """What is not equal to what the events themselves say, in words; empty if all agree."""
    found: list[str] = []
    # Noon a week later: the day is over, and its week is the one before.
    place.tour.page.clock.set_fixed_time(datetime.combine(day + timedelta(days=7), time(12), place.zone))
    for measured in (False, True):
        judged = judge(place, day, measured)
        seen = activity(place, day, measured)
        edges = place.tour.page.locator(".facts dd").all_inner_texts()[:2]
        seen |= timeline(place, day, measured)
        if not measured:
            seen |= told_by_the_server(place, day)
            found += week(place, day, edges)
        for name, seconds in seen.items():
            expected = judged[name.split(":")[0]] if ":" in name else judged["active"]
            if seconds != expected:
                found.append(f"{day} measured={measured} {name}: {seconds}, not {expected}")
    return found


# --- The events themselves --------------------------------------------------------------------------------------------


def judge(place: Place, day: date, measured: bool) -> dict[str, int]:
    """Whole seconds by the plain functions over lists, from all events around the day."""
    return {name: _rounded(length) for name, length in exactly(place, day, measured).items()}


def exactly(place: Place, day: date, measured: bool) -> dict[str, timedelta]:
    """The same before it is rounded."""
    start, end = place.edges(day)
    near = {kind: _near(rows, start, end) for kind, rows in place.rows.items()}

    def of(*kinds: str) -> list[Event]:
        return resolve_overlaps([event for kind in kinds for event in near.get(kind, [])])

    windows, offline = flood(of("window", "window again")), flood(of("offline"))
    pages = resolve_overlaps(
        [
            event
            for kind in ("web", "other browser")
            for event in filter_period_intersect(
                flood(near.get(kind, [])),
                filter_keyvals_regex(windows, "app", browser_pattern(SOURCES[kind].prefix)),
            )
        ]
    )
    present = period_union(filter_keyvals(flood(of("afk", "afk again")), "status", ["not-afk"]), [])
    present = period_union(present, filter_keyvals(pages, "audible", [True]))
    attended = filter_period_intersect(windows, present)
    stopwatch = of("stopwatch", "other stopwatch", "by hand")
    entered = stopwatch if measured else of("by hand")
    active = union_no_overlap(entered, resolve_overlaps(attended + offline))
    editing = filter_period_intersect(flood(of("editor", "other editor")), present)
    return {
        "active": _within(active, start, end),
        "without offline time": _within(union_no_overlap(entered, attended), start, end),
        "browsing": _within(filter_period_intersect(pages, present), start, end),
        "editing": _within(editing, start, end),
        "measured": _within(stopwatch, start, end),
    }


def _near(rows: Iterable[Row], start: datetime, end: datetime) -> list[Event]:
    around = timedelta(days=1)
    found = [
        Event(timestamp=at, duration=seconds, data=data)
        for at, seconds, data in rows
        if start - around < at < end + around
    ]
    return sorted(found, key=lambda event: event.timestamp)


def _within(events: Iterable[Event], start: datetime, end: datetime) -> timedelta:
    """How much of it lies in the day."""
    edges = [(max(event.timestamp, start), min(event.timestamp + event.duration, end)) for event in events]
    return sum((to - at for at, to in edges if to > at), timedelta())


def _rounded(length: timedelta) -> int:
    """Whole seconds, halves up."""
    return (length + timedelta(milliseconds=500)) // timedelta(seconds=1)


# --- The pages --------------------------------------------------------------------------------------------------------


def opened(place: Place, address: str, ready: str = "main h1") -> Page:
    """A page of its own: nothing of the one before is taken for it."""
    place.tour.page.goto("about:blank")
    return place.tour.open(address, ready)


def activity(place: Place, day: date, measured: bool) -> dict[str, int]:
    """The headline and the sum of each panel; hours are checked to have sixty minutes at most."""
    page = opened(place, f"#/activity/{place.host},offline/day/{day}{'?stopwatch=1' if measured else ''}")
    expect(page.locator(".figure time")).to_be_visible()
    page.evaluate(_UNFOLD)
    sums = {name: sum(all_) for name, all_ in page.evaluate(_SUMS, ".panels > section[aria-label]").items()}
    seen = {"headline": seconds_of(page, ".figure time")[0]}
    seen |= {f"panel {name}": sums[name] for name in WHOLE}
    for part, names in PARTS.items():
        seen |= {f"{part}: panel {name}": sums[name] for name in names}
    top = page.locator("[aria-label='Category tree'] .line[style*='--depth: 0'] time").all()
    seen["panel Category tree"] = sum(int((one.get_attribute("datetime") or "")[2:-1]) for one in top)
    [seen["strip"]] = seconds_of(page, ".history [aria-current] time")
    seen["hours"] = sum(hours(page, place, day))
    return seen


def hours(page: Page, place: Place, day: date) -> list[int]:
    """Seconds of each hour's bar; its parts add up to it, and none has more than sixty minutes."""
    start, end = place.edges(day)
    bars = page.evaluate(_BARS)
    assert len(bars) == (end - start) // timedelta(hours=1), bars
    found = []
    for name, *told in bars:
        whole, *parts = (int(text[2:-1]) for text in told)
        assert whole <= HOUR, (day, name, whole)
        assert sum(parts) == whole or len(parts) == 4, (day, name, whole, parts)
        found.append(whole)
    return found


def timeline(place: Place, day: date, measured: bool) -> dict[str, int]:
    """The sums of the day in view, and of the day chosen by its edges."""
    query = f"from={day}&to={day}{'&measured=1' if measured else ''}"
    page = opened(place, f"#/timeline?{query}", ready="#timeline-sum")
    seen = {f"timeline {name}": seconds for name, seconds in _timeline_sums(page).items()}
    start, end = (edge.astimezone(place.zone).strftime("%Y-%m-%dT%H:%M:%S") for edge in place.edges(day))
    for label, moment in (("From", start), ("To", end)):
        field = page.locator(".edges").get_by_label(label)
        if field.input_value() not in (moment, moment[:16]):
            field.fill(moment)
            field.blur()
            place.tour.settle()
    return seen | {f"timeline chosen {name}": seconds for name, seconds in _timeline_sums(page).items()}


def _timeline_sums(page: Page) -> dict[str, int]:
    page.evaluate(_UNFOLD)
    sums = {name: sum(all_) for name, all_ in page.evaluate(_SUMS, ".lists > section[aria-label]").items()}
    seen = {"sum": seconds_of(page, "#timeline-sum time")[0]}
    return seen | {name: sums[name] for name in ("By category", "By application") if name in sums}


def week(place: Place, day: date, edges: list[str]) -> list[str]:
    """What is wrong about the day's week: the sheet of work hours and the activity page, days rounded together.

    `edges`: first and last activity of the day, as the activity page tells them.
    """
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    lengths = [exactly(place, one, measured=False)["active"] // timedelta(microseconds=1) for one in days]
    total = _rounded(timedelta(microseconds=sum(lengths)))
    rows = [seconds for seconds in largest_remainder(lengths, total) if seconds > 0]
    wanted: dict[str, Any] = {
        "first and last": edges,
        "rows": rows,
        "total": [total],
        "spent on": [total],
        "headline": [total],
        "bars": rows,
    }
    page = opened(place, "#/work-report")
    page.get_by_role("button", name="The period before").click()
    place.tour.settle()
    expect(page.locator(".total")).to_be_visible()
    number = sum(length > 0 for length in lengths[: day.weekday()])
    cells = page.locator("[aria-label='Work hours'] tbody tr").nth(number).locator("td, th").all_inner_texts()
    shown = {
        "first and last": [text for text in cells if text in edges],
        "rows": seconds_of(page, "[aria-label=Days] tbody time"),
        "total": seconds_of(page, ".total time"),
        "spent on": [sum(seconds_of(page, "[aria-label='Spent on'] tbody time"))],
    }
    page = opened(place, f"#/activity/{place.host},offline/week/{monday}")
    expect(page.locator(".figure time")).to_be_visible()
    bars = [int(told[0][2:-1]) for _, *told in page.evaluate(_BARS)]
    shown |= {"headline": seconds_of(page, ".figure time"), "bars": [seconds for seconds in bars if seconds > 0]}
    return [
        f"week of {day}, {name}: {shown[name]}, not {wanted[name]}" for name in shown if shown[name] != wanted[name]
    ]


def seconds_of(page: Page, selector: str) -> list[int]:
    """Exact durations behind the words."""
    return [int(text[2:-1]) for text in page.locator(selector).evaluate_all("all => all.map(one => one.dateTime)")]


# --- The server and its clients ---------------------------------------------------------------------------------------


def told_by_the_server(place: Place, day: date) -> dict[str, int]:
    """What the REST API says; where days begin at midnight also RescueTime's tables, whose days always do."""
    server = place.server
    address = f"today?timezone={quote(place.zone.key, safe='')}&date={day}"
    told = server.api(address).json
    seen = {
        "without offline time: GET today": server.api(f"{address}&offline=false").json["active_seconds"],
        "GET today": told["active_seconds"],
        "GET today apps": sum(row["seconds"] for row in told["apps"]),
        "GET today strip": _strip(told),
        "POST query": _asked(place, day),
    }
    if place.start_of_day == time():
        answer = server.api(f"productivity?first={day}&last={day}").json
        seen |= {"GET productivity": answer["seconds"], "GET productivity levels": sum(answer["levels"].values())}
        key = server.api("keys", "POST", {"name": f"{day}", "kind": "rescuetime"}).json["key"]
        for perspective in ("rank", "interval&resolution_time=hour"):
            for kind in ("productivity", "activity", "category", "overview", "document"):
                query = f"perspective={perspective}&restrict_kind={kind}&restrict_begin={day}&restrict_end={day}"
                rows = request(f"{server.url}/anapi/data?key={key}&format=json&{query}").json["rows"]
                seen[f"anapi {perspective} {kind}"] = sum(row[1] for row in rows)
    return seen


def _asked(place: Place, day: date) -> int:
    """Active time by the statements that the server itself uses, as a query of one's own."""
    start, end = (edge.isoformat() for edge in place.edges(day))
    around = "/".join((edge + hour).isoformat() for edge, hour in zip(place.edges(day), _AROUND, strict=True))
    statements = [
        *canonical(devices_of(place.server.api("buckets/").json)),
        f'RETURN = sum_durations(cut(events, "{start}", "{end}"));',
    ]
    answer = place.server.api("query/", "POST", {"query": statements, "timeperiods": [around]})
    assert answer.status == 200, answer.json
    return _rounded(timedelta(seconds=answer.json[0]))


def _strip(told: Mapping[str, Any]) -> int:
    """Active time of the strip of the day."""
    spans = [
        datetime.fromisoformat(piece["end"]) - datetime.fromisoformat(piece["start"])
        for piece in told["strip"]
        if piece["state"] == "active"
    ]
    return _rounded(sum(spans, timedelta()))


def rows_of_vector(text: str) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """Events and figures of `tests/vectors/stopwatch_day.json`."""
    vector = json.loads(text)
    rows = {
        kind: [(datetime.fromisoformat(at), seconds, data) for at, seconds, data in own]
        for kind, own in vector.pop("events").items()
    }
    return rows, vector
