"""The timeline in a real browser: lanes, moving, choosing, sums that are the query's, changing what was recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.programs import LiveServer
from tests.webui.browsing import seconds_shown
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour


def yesterday(zone: str) -> str:
    """Its date, by the usual start of the day."""
    return str((datetime.now(ZoneInfo(zone)) - timedelta(hours=4)).date() - timedelta(days=1))


def open_day(tour: Tour, zone: str, more: str = "") -> Page:
    date = yesterday(zone)
    page = tour.open(f"#/timeline?from={date}&to={date}{more}", ready=".drawing canvas")
    expect(page.locator(".sum time")).not_to_have_attribute("datetime", "PT0S")
    # A moment after it has adopted the dates of an address the page writes there the moments that it shows.
    expect(page).to_have_url(re.compile(r"from=\d{4}-\d\d-\d\dT"))
    tour.settle()
    return page


def drawing(page: Page) -> Locator:
    return page.get_by_role("application")


def span_of(page: Page) -> tuple[datetime, datetime]:
    """What the fields below the lanes say."""
    texts = [page.get_by_label(name, exact=True).input_value() for name in ("From", "To")]
    start, end = map(datetime.fromisoformat, texts)
    return start, end


def canonical_seconds(server: LiveServer, zone: str, date: str) -> float:
    """What the server's own canonical query counts for a day that begins at 04:00."""
    host = server.api("info").json["hostname"]
    start = datetime.fromisoformat(f"{date}T04:00:00").replace(tzinfo=ZoneInfo(zone))
    period = f"{start.astimezone(UTC).isoformat()}/{(start + timedelta(days=1)).astimezone(UTC).isoformat()}"
    windows = f'flood(query_bucket("aw-watcher-window_{host}"))'
    present = f'filter_keyvals(flood(query_bucket("aw-watcher-afk_{host}")), "status", ["not-afk"])'
    query = [f"RETURN = sum_durations(filter_period_intersect({windows}, {present}));"]
    answer = server.api("query/", "POST", {"query": query, "timeperiods": [period]})
    assert answer.status == 200
    return float(answer.json[0])


def test_the_lanes_of_a_day(tour: Tour, zone: str) -> None:
    open_day(tour, zone)
    tour.check("timeline-demo")


def test_an_empty_server_says_why(empty_tour: Tour) -> None:
    page = empty_tour.open("#/timeline")
    expect(page.get_by_text("Nothing has recorded this yet")).to_be_visible()
    empty_tour.check("timeline-empty")


def test_who_leaves_at_once_is_not_called_back(tour: Tour) -> None:
    """A moment after it was moved the page writes its address, also while the next page is on its way."""
    page = tour.page
    page.clock.install()
    tour.open("#/timeline")
    held: list[Route] = []
    page.route("**/assets/StopwatchPage*.js", lambda route: held.append(route))
    page.get_by_text("Week", exact=True).click()
    with page.expect_request("**/assets/StopwatchPage*.js"):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Stopwatch").click()
    page.clock.fast_forward(1000)
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stopwatch")


def test_a_full_day_is_what_the_query_counts(tour: Tour, zone: str) -> None:
    page = open_day(tour, zone)
    (total,) = seconds_shown(page, ".sum")
    assert total > 3600
    assert abs(total - canonical_seconds(tour.server, zone, yesterday(zone))) < 1
    for name in ("By category", "By application"):
        region = page.get_by_role("region", name=name, exact=True)
        if region.get_by_role("button").count():
            region.get_by_role("button").click()
    assert sum(seconds_shown(page, "section[aria-label='By category']")) == total
    assert sum(seconds_shown(page, "section[aria-label='By application']")) == total
    expect(page.locator(".names li").first).to_have_text("Presence")


@pytest.mark.parametrize("back", [1, 2, 5])
def test_a_day_is_what_the_activity_page_says(tour: Tour, zone: str, back: int) -> None:
    host = tour.server.api("info").json["hostname"]
    date = datetime.fromisoformat(yesterday(zone)).date() - timedelta(days=back - 1)
    page = tour.open(f"#/activity/{host}/day/{date}/view/summary", ready=".figure time")
    headline = page.locator(".figure time")
    expect(headline).not_to_have_attribute("datetime", "PT0S")
    seconds = headline.get_attribute("datetime")
    page = tour.open(f"#/timeline?from={date}&to={date}", ready=".drawing canvas")
    expect(page.locator(".sum time")).to_have_attribute("datetime", str(seconds))
    tour.quiet()


@pytest.mark.parametrize("by", ["Project", "Device", "Bucket"])
def test_other_lanes(tour: Tour, zone: str, by: str) -> None:
    page = open_day(tour, zone)
    page.get_by_role("radio", name=by, exact=True).check(force=True)
    expect(page).to_have_url(re.compile(f"by={by.lower()}"))
    tour.settle()
    names = page.locator(".names li")
    expect(names.nth(1)).to_be_visible()
    if by == "Project":
        expect(names.filter(has_text="aurora")).to_have_count(1)
    if by == "Bucket":
        expect(names.filter(has_text="aw-watcher-afk")).to_have_count(1)
    tour.picture(f"timeline-by-{by.lower()}")
    tour.quiet()


@pytest.mark.parametrize("kind", ["Week", "Month", "Year"])
def test_longer_periods(tour: Tour, zone: str, kind: str) -> None:
    page = open_day(tour, zone)
    start, end = after(page, lambda: page.get_by_role("radio", name=kind, exact=True).check(force=True))
    tour.settle()
    assert (end - start).days in {"Week": (7,), "Month": (28, 29, 30, 31), "Year": (365, 366)}[kind]
    expect(page.locator(".sum time")).not_to_have_attribute("datetime", "PT0S")
    tour.picture(f"timeline-{kind.lower()}")
    tour.quiet()


def after(page: Page, act: Callable[[], None]) -> tuple[datetime, datetime]:
    """Where the page looks once it has followed what was done; its address follows with it."""
    address = page.url
    act()
    expect(page).not_to_have_url(address)
    return span_of(page)


def test_keys_move_zoom_and_choose(tour: Tour, zone: str) -> None:
    page = open_day(tour, zone)
    board = drawing(page)
    board.focus()
    before = span_of(page)
    moved = after(page, lambda: board.press("ArrowRight"))
    assert timedelta(0) < moved[0] - before[0] < timedelta(hours=3)
    assert moved[1] - moved[0] == before[1] - before[0]
    near = after(page, lambda: board.press("+"))
    assert near[1] - near[0] < moved[1] - moved[0]
    board.press("Shift+ArrowRight")
    expect(page.get_by_role("heading", name="What you chose")).to_be_visible()
    board.press("Escape")
    expect(page.get_by_role("heading", name="What you see")).to_be_visible()
    assert after(page, lambda: board.press("Home"))[0] < near[0] - timedelta(days=10)
    after(page, lambda: board.press("t"))
    expect(page.get_by_role("radio", name="Day", exact=True)).to_be_checked()
    tour.settle()
    tour.quiet()


def drag(page: Page, start: float, end: float, height: float) -> None:
    """By the mouse over the drawing, in shares of its width."""
    box = drawing(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + start * box["width"], box["y"] + height)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], box["y"] + height)
    page.mouse.move(box["x"] + end * box["width"], box["y"] + height)
    page.mouse.up()


def test_dragging_chooses_and_the_axis_moves(tour: Tour, zone: str) -> None:
    page = open_day(tour, zone)
    (whole,) = seconds_shown(page, ".sum")
    shown = span_of(page)
    drag(page, 0.25, 0.5, 80)
    expect(page.get_by_role("heading", name="What you chose")).to_be_visible()
    tour.settle()
    start, end = span_of(page)
    assert abs((end - start).total_seconds() - 6 * 3600) < 300
    (part,) = seconds_shown(page, ".sum")
    assert 0 < part < whole
    after(page, lambda: drag(page, 0.5, 0.25, 20))
    page.get_by_role("button", name="Drop the choice").click()
    expect(page.get_by_role("heading", name="What you see")).to_be_visible()
    assert span_of(page)[0] > shown[0] + timedelta(hours=4)


def test_filters_hold_back_and_are_in_the_address(tour: Tour, zone: str) -> None:
    page = open_day(tour, zone)
    (whole,) = seconds_shown(page, ".sum")
    page.get_by_role("button", name="Filters").click()
    field = page.get_by_label("Holds the text")
    field.fill("Code")
    field.press("Enter")
    expect(page).to_have_url(re.compile("q=Code"))
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    expect(page.locator(".sum time")).not_to_have_attribute("datetime", f"PT{whole}S")
    tour.settle()
    (part,) = seconds_shown(page, ".sum")
    assert 0 < part < whole
    assert tour.violations() == []
    page.get_by_role("button", name="Remove all filters").click()
    expect(page.locator(".sum time")).to_have_attribute("datetime", f"PT{whole}S")
    tour.quiet()


def _stored(server: LiveServer, bucket: str, start: str) -> list[dict[str, Any]]:
    return list(server.api(f"buckets/{bucket}/events?limit=-1&start={start}T00:00:00Z").json)


def test_an_event_is_changed_split_merged_deleted_and_each_taken_back(
    open_tour: OpenTour, changing_server: LiveServer, zone: str
) -> None:
    tour = open_tour(changing_server)
    host = changing_server.api("info").json["hostname"]
    bucket, date = f"aw-watcher-window_{host}", yesterday(zone)
    page = open_day(tour, zone)
    before = _stored(changing_server, bucket, date)

    def inspect() -> None:
        page.get_by_role("region", name="Events").get_by_role(
            "button", name=re.compile(r"^\d\d:\d\d:\d\d")
        ).first.click()
        # What is changed next must not be on its way: an event that is gone when it is asked for is a complaint.
        tour.settle()
        page.get_by_role("button", name=f"Edit the event in {bucket}").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()

    def undo() -> None:
        page.get_by_role("button", name="Undo").last.click()
        expect(page.get_by_text("Undone.").last).to_be_visible()
        page.get_by_role("button", name="Dismiss").last.click()
        expect(page.locator(".toast")).to_have_count(0)
        tour.settle()

    inspect()
    assert tour.violations() == []
    tour.picture("timeline-editor")
    page.get_by_label("Value of title").fill("Changed by hand")
    page.get_by_role("button", name="Add a value").click()
    page.get_by_label("Name of the value").last.fill("note")
    page.locator(".fields .value").last.fill("mine")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The event was changed.")).to_be_visible()
    changed = [one for one in _stored(changing_server, bucket, date) if one["data"].get("note") == "mine"]
    assert [one["data"]["title"] for one in changed] == ["Changed by hand"]
    assert changed[0]["id"] in {one["id"] for one in before}
    undo()
    assert _stored(changing_server, bucket, date) == before

    inspect()
    page.get_by_text("Split or merge").click()
    page.get_by_role("button", name="Split", exact=True).click()
    expect(page.get_by_text("The event was split in two.")).to_be_visible()
    assert len(_stored(changing_server, bucket, date)) == len(before) + 1
    undo()
    assert _stored(changing_server, bucket, date) == before

    inspect()
    page.get_by_text("Split or merge").click()
    page.get_by_role("button", name="Merge with the one after").click()
    expect(page.get_by_text("Two events were made one.")).to_be_visible()
    assert len(_stored(changing_server, bucket, date)) == len(before) - 1
    undo()

    inspect()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The event was deleted.")).to_be_visible()
    assert len(_stored(changing_server, bucket, date)) == len(before) - 1
    undo()
    plain = [{key: one[key] for key in ("timestamp", "duration", "data")} for one in before]
    after = _stored(changing_server, bucket, date)
    assert [{key: one[key] for key in ("timestamp", "duration", "data")} for one in after] == plain
    tour.quiet()


def test_activity_is_added_by_hand_and_marked(open_tour: OpenTour, changing_server: LiveServer, zone: str) -> None:
    tour = open_tour(changing_server)
    host = changing_server.api("info").json["hostname"]
    page = open_day(tour, zone)
    (total,) = seconds_shown(page, ".sum")
    page.get_by_role("button", name="Add activity").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What was it?").fill("Call with Priya")
    dialog.get_by_label("Start").fill(f"{yesterday(zone)}T05:00:00")
    dialog.get_by_label("End").fill(f"{yesterday(zone)}T05:45:00")
    assert tour.violations() == []
    tour.picture("timeline-add")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("region", name="Measured").get_by_text("Call with Priya")).to_be_visible()
    (stored,) = changing_server.api(f"buckets/aw-manual_{host}/events").json
    assert stored["duration"] == 2700
    assert stored["data"] == {"label": "Call with Priya", "running": False, "entered": "by hand"}
    # It counts as the person's time, under the name that they gave it.
    expect(page.locator(".sum time").first).to_have_attribute("datetime", f"PT{total + 2700}S")
    expect(page.get_by_role("region", name="By application").get_by_text("Call with Priya")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert changing_server.api(f"buckets/aw-manual_{host}/events").json == []
    tour.quiet()


def test_while_paused_nothing_is_lost(open_tour: OpenTour, changing_server: LiveServer, zone: str) -> None:
    tour = open_tour(changing_server)
    host = changing_server.api("info").json["hostname"]
    bucket, date = f"aw-watcher-window_{host}", yesterday(zone)
    page = open_day(tour, zone)
    before = _stored(changing_server, bucket, date)
    assert changing_server.api("pause", "POST", {"seconds": 3600}).status == 200

    rows = page.get_by_role("region", name="Events")
    rows.get_by_role("button", name=re.compile(r"^\d\d:\d\d:\d\d")).first.click()
    page.get_by_role("button", name=f"Edit the event in {bucket}").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Value of title").fill("Changed in a pause")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("recording is paused")
    assert _stored(changing_server, bucket, date) == before

    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast.problem")).to_contain_text("recording is paused")
    assert changing_server.api("pause", "DELETE").status == 200
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert len(_stored(changing_server, bucket, date)) == len(before)
    tour.quiet()
