"""Work hours: totals equal to the activity page's, breaks, groups, the table for spreadsheets."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.support.programs import LiveServer
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import NARROW, Tour

ADDRESS = "#/work-report"


def seconds(part: Locator) -> int:
    return int((part.get_attribute("datetime") or "")[2:-1])


def settled(tour: Tour, page: Page) -> None:
    tour.settle()
    expect(page.locator(".total")).to_be_visible()


def test_work_hours(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="The period before").click()
    settled(tour, page)
    tour.check("work-demo")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("button", name="Breaks")).to_be_visible()
    expect(page.get_by_role("radio", name="Month")).to_be_hidden()
    expect(page.get_by_role("region", name="Days")).to_be_visible()


def test_with_nothing_recorded(empty_tour: Tour) -> None:
    page = empty_tour.open(ADDRESS)
    expect(page.get_by_text("Nothing has recorded this yet")).to_be_visible()
    empty_tour.check("work-empty")


def test_totals_are_those_of_the_activity_page(tour: Tour, zone: str) -> None:
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="The period before").click()
    settled(tour, page)
    whole = seconds(page.locator(".total time"))
    days = [seconds(part) for part in page.get_by_role("region", name="Days").locator("tbody time").all()]
    assert len(days) >= 5 and sum(days) == whole
    for group in ("Category", "Project"):
        page.get_by_text(group, exact=True).first.click()
        spent = page.get_by_role("region", name="Spent on").locator("tbody time")
        assert sum(seconds(part) for part in spent.all()) == whole, group

    host = tour.server.api("info").json["hostname"]
    start = datetime.now(ZoneInfo(zone)).date() - timedelta(days=7)
    activity = tour.open(f"#/activity/{host}/week/{start}/view/summary")
    headline = activity.locator(".figure time")
    expect(headline).to_be_visible()
    assert seconds(headline) == whole
    tour.quiet()


def test_breaks_by_the_gap_that_is_bridged(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="The period before").click()
    settled(tour, page)
    breaks = page.get_by_role("region", name="Days").locator("tbody td:nth-child(5)")
    counts = []
    for minutes in ("the first second", "15 minutes", "60 minutes"):
        page.get_by_label("Breaks from").select_option(minutes.replace(" minutes", "\N{NO-BREAK SPACE}minutes"))
        counts.append(
            sum(int(found[0]) for found in (re.match(r"\d+", text) for text in breaks.all_inner_texts()) if found)
        )
    assert counts[0] > counts[1] > counts[2] > 0


def test_days_are_put_in_an_order_on_a_phone_too(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="The period before").click()
    settled(tour, page)
    days = page.get_by_role("region", name="Days")
    order = days.get_by_role("combobox", name="Order")
    expect(order).to_be_hidden()
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    order.select_option("Active")
    lengths = [seconds(time) for time in days.locator("td.beside time").all()]
    assert lengths == sorted(lengths, reverse=True)
    days.get_by_role("button", name="Descending").click()
    expect(days.get_by_role("button", name="Ascending")).to_be_visible()
    assert [seconds(time) for time in days.locator("td.beside time").all()] == lengths[::-1]
    assert len(set(lengths)) > 1
    tour.check("work-order")


def test_a_category_and_the_table_for_spreadsheets(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="The period before").click()
    settled(tour, page)
    whole = seconds(page.locator(".total time"))
    page.get_by_label("Only this category").select_option("Software Development")
    tour.settle()
    expect(page.get_by_role("region", name="Spent on")).not_to_contain_text("Entertainment")
    part = seconds(page.locator(".total time"))
    assert 0 < part < whole
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert sum(int(row["active_seconds"]) for row in rows) == part
    assert all(row["first"] < row["last"] for row in rows)
    tour.quiet()


def test_german(open_tour: OpenTour, demo_server: LiveServer) -> None:
    tour = open_tour(demo_server, locale="de-DE")
    page = tour.open(ADDRESS)
    expect(page.get_by_role("heading", name="Arbeitszeit", exact=True)).to_be_visible()
    tour.quiet()
