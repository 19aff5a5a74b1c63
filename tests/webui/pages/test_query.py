"""The query explorer: writing with help, mistakes in their place, answers in four ways, queries under names."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.support.programs import LiveServer
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour


def write(page: Page, text: str) -> None:
    """In place of what stands there, as a person with a keyboard."""
    field = page.get_by_role("textbox", name="Query text")
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_the_first_query_runs_as_it_stands(tour: Tour) -> None:
    page = tour.open("#/query")
    host = tour.server.api("info").json["hostname"]
    expect(page.get_by_role("textbox", name="Query text")).to_contain_text(f"aw-watcher-window_{host}")
    page.get_by_role("textbox", name="Query text").press("Control+Enter")
    result = page.get_by_role("region", name="Result", exact=True)
    expect(result.get_by_role("columnheader", name="app")).to_be_visible()
    expect(result.get_by_role("row")).not_to_have_count(1)
    tour.check("query-table")

    result.get_by_text("Chart", exact=True).click()
    expect(result.get_by_role("region", name="app")).to_be_visible()
    tour.check("query-chart")
    result.get_by_text("Timeline", exact=True).click()
    expect(result.get_by_role("img").first).to_be_visible()
    tour.check("query-timeline")
    result.get_by_text("JSON", exact=True).click()
    expect(result.locator("pre")).to_contain_text('"timestamp"')
    assert tour.violations() == []
    tour.quiet()


def test_without_data(empty_tour: Tour) -> None:
    page = empty_tour.open("#/query")
    expect(page.get_by_text("Nothing has recorded this yet")).to_be_visible()
    empty_tour.check("query-empty")
    write(page, "RETURN = [];")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("The result holds no events in this period.")).to_be_visible()
    empty_tour.quiet()


def test_a_mistake_is_marked_in_its_place(open_tour: OpenTour, demo_server: LiveServer) -> None:
    tour = open_tour(demo_server)
    page = tour.open("#/query")
    write(page, "a = categorize([], __CATEGORIES__);\nRETURN = floot(a);")
    page.get_by_role("button", name="Run").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Line 2, column 10")
    expect(alert).to_contain_text("floot")
    expect(page.locator(".cm-lintRange-error")).to_have_text("floot")
    tour.check_looks("query-mistake")
    write(page, "RETURN = 1;")
    expect(alert).to_have_count(0)
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    assert [text for text in tour.complaints if "400" not in text] == []


def test_completion_of_functions_buckets_and_names(tour: Tour) -> None:
    page = tour.open("#/query")
    host = tour.server.api("info").json["hostname"]
    write(page, "")
    page.keyboard.type("mine = query_b")
    option = page.locator(".cm-tooltip-autocomplete li")
    option.filter(has_text="query_bucket(").first.click()
    page.keyboard.type('"aw-watcher-win')
    option.filter(has_text=f"aw-watcher-window_{host}").click()
    page.keyboard.press("End")
    page.keyboard.type("; RETURN = mi")
    option.filter(has_text="mine").click()
    expect(page.get_by_role("textbox", name="Query text")).to_have_text(
        f'mine = query_bucket("aw-watcher-window_{host}"); RETURN = mine'
    )
    tour.quiet()


def test_a_prefilled_query_and_its_files(tour: Tour) -> None:
    host = tour.server.api("info").json["hostname"]
    text = f'RETURN = limit_events(query_bucket("aw-watcher-window_{host}"), 3);'
    page = tour.open(f"#/query?q={quote(text)}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("row")).to_have_count(4)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as JSON").click()
    events = json.loads(Path(download.value.path()).read_text())
    assert [row["title"] for row in rows] == [event["data"]["title"] for event in events]
    assert len(events) == 3
    tour.quiet()


def test_queries_under_names(open_tour: OpenTour, changing_server: LiveServer) -> None:
    foreign = {"id": "1", "name": "Theirs", "query": "RETURN = 1;", "startOffset": -7}
    changing_server.api("settings/saved_queries", "POST", [foreign])
    tour = open_tour(changing_server)
    page = tour.open("#/query")
    write(page, "RETURN = 2;")
    page.get_by_role("button", name="Saved queries").click()
    page.get_by_label("Save this query as").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Mine” is saved.")).to_be_visible()
    saved = changing_server.api("settings/saved_queries").json
    assert saved[0] == foreign
    assert (saved[1]["name"], saved[1]["query"]) == ("Mine", "RETURN = 2;")

    page.get_by_role("button", name="Saved queries").click()
    page.get_by_role("button", name="Theirs", exact=True).click()
    expect(page.get_by_role("textbox", name="Query text")).to_have_text("RETURN = 1;")
    page.get_by_role("button", name="Saved queries").click()
    page.get_by_role("button", name="Delete the saved query Theirs").click()
    expect(page.get_by_text("“Theirs” was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert changing_server.api("settings/saved_queries").json == saved
    tour.quiet()
