"""Raw data: look, take out, bring in, mend, delete and bring back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.programs import LiveServer
from tests.support.wait import wait_until
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour

T0 = "2024-05-01T09:00:00+00:00"


def document(**buckets: list[dict[str, Any]]) -> dict[str, Any]:
    described = {"client": "test", "type": "currentwindow", "hostname": "elsewhere"}
    return {"buckets": {name: {**described, "id": name, "events": events} for name, events in buckets.items()}}


def event(minute: int, seconds: float, **data: Any) -> dict[str, Any]:
    return {"timestamp": f"2024-05-01T09:{minute:02}:00+00:00", "duration": seconds, "data": data}


def stored(server: LiveServer, bucket: str) -> list[tuple[Any, ...]]:
    events = server.api(f"buckets/{bucket}/events").json
    return sorted((one["timestamp"], one["duration"], json.dumps(one["data"])) for one in events)


def choose(page: Page, bucket: str, entry: str) -> None:
    """An entry of a bucket's menu."""
    page.get_by_role("button", name=f"What to do with {bucket}", exact=True).click()
    page.locator(".menu-panel").get_by_role("button", name=entry).click()


def saved(page: Page, act: Any) -> tuple[str, str]:
    """Name and text of the file that the page saves."""
    with page.expect_download() as download:
        act()
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_buckets_by_device(tour: Tour) -> None:
    page = tour.open("#/buckets")
    host = tour.server.api("info").json["hostname"]
    device = page.get_by_role("region", name=host, exact=True)
    expect(device.get_by_role("listitem")).to_have_count(4)
    count = tour.server.api(f"buckets/aw-watcher-window_{host}/events/count").json
    row = device.get_by_role("listitem").filter(has_text=f"aw-watcher-window_{host}")
    expect(row).to_contain_text(f"{count:,}")
    newest = tour.server.api(f"buckets/aw-watcher-window_{host}/events?limit=1").json[0]
    expect(row).to_contain_text(newest["data"]["title"])
    expect(page.get_by_role("region", name="No device named")).to_contain_text("aw-stopwatch")
    tour.check("buckets-demo")


def test_without_a_bucket(empty_tour: Tour) -> None:
    page = empty_tour.open("#/buckets")
    expect(page.get_by_text("Nothing has been recorded yet")).to_be_visible()
    empty_tour.check("buckets-empty")


def test_files_hold_what_is_stored(tour: Tour) -> None:
    page = tour.open("#/buckets")
    host = tour.server.api("info").json["hostname"]
    bucket = f"aw-watcher-vscode_{host}"
    name, text = saved(page, lambda: choose(page, bucket, "As JSON"))
    assert name == f"aw-export-{bucket}.json"
    assert json.loads(text) == tour.server.api(f"buckets/{bucket}/export").json

    name, text = saved(page, lambda: choose(page, bucket, "As CSV"))
    rows = list(csv.DictReader(io.StringIO(text)))
    events = tour.server.api(f"buckets/{bucket}/events").json
    assert name == f"aw-export-{bucket}.csv"
    assert list(rows[0]) == ["timestamp", "duration", "file", "project", "language"]
    assert [row["file"] for row in rows] == [one["data"]["file"] for one in events]

    _, text = saved(page, lambda: choose(page, host, "As JSON"))
    everything = tour.server.api("export").json["buckets"]
    assert json.loads(text)["buckets"] == {key: one for key, one in everything.items() if one["hostname"] == host}
    tour.quiet()


def test_an_import_is_seen_before_it_is_done(open_tour: OpenTour, empty_server: LiveServer, tmp_path: Path) -> None:
    server = empty_server
    server.api("import", "POST", document(old=[event(0, 60, app="a")]))
    tour = open_tour(server)
    page = tour.open("#/buckets")
    path = tmp_path / "export.json"
    path.write_text(
        json.dumps(document(old=[event(0, 60, app="a"), event(1, 60, app="b")], new=[event(0, 5, x=1)] * 2))
    )
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(path)
    dialog = page.get_by_role("dialog", name="Import an export")
    rows = dialog.get_by_role("row")
    expect(rows).to_have_count(3)
    assert [cell.inner_text() for cell in rows.nth(1).get_by_role("cell").all()] == ["old", "1", "1"]
    assert [cell.inner_text() for cell in rows.nth(2).get_by_role("cell").all()] == ["new new bucket", "2", "0"]
    tour.check("buckets-import")
    assert server.api("buckets/").json.keys() == {"old"}

    dialog.get_by_role("button", name="Add 3 events").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="new", exact=True)).to_be_visible()
    assert len(stored(server, "old")) == 2

    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(path)
    expect(dialog.get_by_text("Everything in these files is here already.")).to_be_visible()
    path.write_text("no export at all")
    page.locator("input[type=file]").set_input_files(path)
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert [text for text in tour.complaints if "400" not in text] == []
    for bucket in ("old", "new"):
        server.api(f"buckets/{bucket}?force=1", "DELETE")


def test_a_file_that_is_dropped_anywhere(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/buckets")
    drop = """text => {
        const files = new DataTransfer();
        files.items.add(new File([text], "dropped.json", { type: "application/json" }));
        for (const kind of ["dragover", "drop"])
            document.querySelector("h1").dispatchEvent(
                new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
    }"""
    page.evaluate(drop, json.dumps(document(dropped=[event(0, 60, app="a")])))
    expect(page.get_by_role("dialog").get_by_role("button", name="Add 1 event")).to_be_visible()
    tour.quiet()


def test_what_was_deleted_comes_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    tour = open_tour(server)
    page = tour.open("#/buckets")
    before = stored(server, "aw-stopwatch")
    described = server.api("buckets/aw-stopwatch").json
    choose(page, "aw-stopwatch", "Delete")
    expect(page.get_by_role("region", name="No device named")).to_have_count(0)
    assert server.api("buckets/aw-stopwatch").status == 404
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="No device named")).to_contain_text("aw-stopwatch")
    assert stored(server, "aw-stopwatch") == before
    assert server.api("buckets/aw-stopwatch").json == described

    host = server.api("info").json["hostname"]
    choose(page, host, "Delete the device")
    question = page.get_by_role("dialog", name=f"Delete {host}?")
    expect(question).to_contain_text("4\xa0buckets")
    question.get_by_role("button", name="Cancel").click()
    assert len(server.api("buckets/").json) == 5
    tour.quiet()


def test_a_device_gets_another_name_and_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    host = server.api("info").json["hostname"]
    tour = open_tour(server)
    page = tour.open("#/buckets")
    choose(page, host, "Rename the device")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New name of the device").fill("workshop")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="workshop", exact=True)).to_be_visible()
    assert server.api(f"buckets/aw-watcher-window_{host}").json["hostname"] == "workshop"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name=host, exact=True)).to_be_visible()
    tour.quiet()


def test_two_buckets_become_one(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    same, other, later = event(0, 60, app="a"), event(1, 60, app="b"), event(2, 60, app="c")
    server.api("import", "POST", document(first=[same, other], second=[same, later]))
    tour = open_tour(server)
    page = tour.open("#/buckets")
    choose(page, "first", "Merge into another bucket")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Into which bucket").select_option("second")
    expect(dialog.get_by_role("status")).to_have_text("1\xa0event will be added; already there: 1\xa0event.")
    assert tour.violations() == []
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(dialog).to_have_count(0)
    wait_until(lambda: server.api("buckets/first").status == 404, what="the merged bucket's end")
    assert [json.loads(row[2])["app"] for row in stored(server, "second")] == ["a", "b", "c"]
    tour.quiet()


def test_mistakes_are_found_and_duplicates_deleted(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    server.api("buckets/odd", "POST", {"client": "c", "type": "t", "hostname": "h"})
    twice = event(0, 60, app="a")
    server.api(
        "buckets/odd/events", "POST", [twice, twice, event(5, 300, app="b"), event(7, 30, app="c"), event(20, 0)]
    )
    tour = open_tour(server)
    page = tour.open("#/buckets")
    choose(page, "odd", "Check for mistakes")
    dialog = page.get_by_role("dialog", name="Check odd")
    expect(dialog.locator("dd")).to_have_text(["1\xa0event", "1\xa0event", "30\xa0s", "1\xa0event"])
    tour.check("buckets-check")
    dialog.get_by_role("button", name="Delete 1 duplicate").click()
    expect(dialog.locator("dd").first).to_have_text("0\xa0events")
    assert server.api("buckets/odd/events/count").json == 4
    tour.quiet()


def test_a_bucket_page_by_page(tour: Tour) -> None:
    host = tour.server.api("info").json["hostname"]
    bucket = f"aw-watcher-window_{host}"
    page = tour.open(f"#/buckets/{bucket}")
    expect(page.get_by_role("heading", level=1)).to_have_text(bucket)
    events = tour.server.api(f"buckets/{bucket}/events?limit=120").json
    rows = page.get_by_role("list", name="Events").get_by_role("listitem")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text(events[0]["data"]["title"])
    tour.check("bucket-demo")
    page.get_by_role("button", name="Older").click()
    expect(rows.first.locator("time").first).to_have_attribute("datetime", events[50]["timestamp"])
    page.get_by_role("button", name="Newer").click()
    expect(rows.first.locator("time").first).to_have_attribute("datetime", events[0]["timestamp"])


def test_an_event_is_edited_and_deleted(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    tour = open_tour(server)
    page = tour.open("#/buckets/aw-stopwatch")
    rows = page.get_by_role("list", name="Events").get_by_role("listitem")
    before = stored(server, "aw-stopwatch")
    rows.first.get_by_role("button", name="Edit the event").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("label", exact=False).first.fill("Something else")
    dialog.get_by_role("button", name="Save").click()
    expect(rows.first).to_contain_text("Something else")
    rows.first.get_by_role("button", name="Delete the event").click()
    expect(rows).to_have_count(len(before) - 1)
    page.get_by_role("button", name="Undo").last.click()
    expect(rows).to_have_count(len(before))
    tour.quiet()


def test_a_bucket_that_is_not_there(empty_tour: Tour) -> None:
    page = empty_tour.open("#/buckets/gone")
    expect(page.get_by_text("There is no such bucket")).to_be_visible()
    assert empty_tour.violations() == []
    # Nothing is asked for that the list does not have, so no browser notes an error.
    empty_tour.quiet()
