"""Categories: the tree, rules with their preview, suggestions, one click, why, files, sets, the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.programs import LiveServer
from tests.support.wait import wait_until
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour

ADDRESS = "#/settings/categories"
# An application of the demo that no default category knows.
OPEN_APP = "Lagerverwaltung"


def seconds(part: Locator) -> int:
    return int((part.locator("time").first.get_attribute("datetime") or "")[2:-1])


def classes(server: LiveServer) -> list[dict[str, Any]]:
    return list(server.api("categories").json["classes"])


def suggestions(page: Page) -> Locator:
    return page.get_by_role("region", name="Not in a category yet")


def held(page: Page, name: str) -> Locator:
    """The row of a category."""
    return page.locator(".category > .row").filter(has=page.get_by_role("button", name=f"Edit {name}", exact=True))


def test_categories(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    expect(page.get_by_role("heading", name="Categories", exact=True)).to_be_visible()
    expect(suggestions(page)).to_contain_text(OPEN_APP)
    tour.check("categories-demo")


def test_with_nothing_recorded(empty_tour: Tour) -> None:
    page = empty_tour.open(ADDRESS)
    expect(suggestions(page)).to_contain_text("Nothing was recorded in this period")
    empty_tour.check("categories-empty")


def test_the_editor(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="Edit Software Development", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What this changes")).to_be_visible()
    dialog.get_by_role("button", name="Add a rule").click()
    dialog.get_by_label("Finds (regular expression)").last.fill("lagerverwaltung")
    expect(dialog.get_by_text("This rule moves")).to_be_visible()
    tour.check("categories-editor")


def test_bookmarks_of_the_ecosystem(tour: Tour) -> None:
    page = tour.open("#/settings/category-builder")
    expect(page.get_by_role("heading", name="Categories", exact=True)).to_be_visible()


def test_an_application_is_in_a_category_after_two_clicks(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open(ADDRESS)
    row = suggestions(page).get_by_role("listitem").filter(has_text=OPEN_APP)
    spent = seconds(row)
    row.get_by_role("button").click()
    page.get_by_role("group").get_by_role("button", name="Business", exact=True).click()
    expect(page.get_by_text(f"{OPEN_APP} is now in Business.")).to_be_visible()
    expect(suggestions(page)).not_to_contain_text(OPEN_APP)
    expect(held(page, "Business").locator("time")).to_be_visible()
    assert seconds(held(page, "Business")) >= spent

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(suggestions(page)).to_contain_text(OPEN_APP)
    assert changing_server.api("categories").json["default"] is True
    tour.quiet()


def test_what_the_preview_says_happens(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="Add category").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Aurora")
    dialog.get_by_label("Below").select_option("Software Development")
    pattern = dialog.get_by_label("Finds (regular expression)")
    pattern.fill("aurora")
    moved = dialog.locator(".moves strong").first
    expect(moved).to_be_visible()
    tour.settle()
    expected = seconds(moved)
    assert expected > 600

    pattern.fill("auro(ra")
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be used")
    pattern.fill(".*")
    expect(dialog.get_by_text("Too broad: this finds every text.")).to_be_visible()
    expect(dialog.get_by_text("Too broad? It takes")).to_be_visible()
    pattern.fill("aurora")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    row = held(page, "Software Development > Aurora")
    expect(row.locator("time")).to_be_visible()
    tour.settle()
    assert abs(seconds(row) - expected) <= 1
    assert not [said for said in tour.complaints if "400" not in said], tour.complaints


def test_rename_with_children_delete_and_undo(open_tour: OpenTour, changing_server: LiveServer) -> None:
    page = open_tour(changing_server).open(ADDRESS)
    page.get_by_role("button", name="Edit Entertainment", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Free time")
    dialog.get_by_text("\N{MINUS SIGN}1", exact=True).click()
    dialog.get_by_title("Colour 3", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit Free time", exact=True)).to_be_visible()
    names = [entry["name"] for entry in classes(changing_server)]
    assert ["Free time", "Music"] in names and not [name for name in names if name[0] == "Entertainment"]
    top = next(entry for entry in classes(changing_server) if entry["name"] == ["Free time"])
    assert top["data"]["score"] == -1 and top["data"]["color"].startswith("#")

    page.get_by_role("button", name="Edit Free time", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Edit Free time", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_role("button", name="Edit Free time", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_role("button", name="Edit Entertainment", exact=True)).to_be_visible()
    assert changing_server.api("categories").json["default"] is True


def test_why(tour: Tour) -> None:
    page = tour.open(ADDRESS)
    panel = page.get_by_role("region", name="Which category, and why?")
    panel.get_by_label("Address").fill("https://www.youtube.com/watch?v=1")
    expect(panel).to_contain_text("Entertainment > Video")
    panel.get_by_label("Address").fill("")
    panel.get_by_label("Application").fill("Nobody knows this")
    expect(panel).to_contain_text("No rule finds this")
    tour.quiet()


def test_export_import_restore(open_tour: OpenTour, changing_server: LiveServer, tmp_path: Path) -> None:
    tour = open_tour(changing_server)
    page = tour.open(ADDRESS)
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to a file").click()
    saved = json.loads(Path(download.value.path()).read_text())
    assert saved["categories"] == classes(changing_server)

    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"categories": [{"name": ["Mine"], "rule": {"type": "regex", "regex": "Code"}}]}))
    page.locator("input[type=file]").set_input_files(mine)
    expect(page.get_by_role("button", name="Edit Mine", exact=True)).to_be_visible()
    mine.write_text("{}")
    page.locator("input[type=file]").set_input_files(mine)
    expect(page.get_by_text("This file holds no categories.")).to_be_visible()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Restore the defaults").click()
    expect(page.get_by_role("button", name="Edit Entertainment", exact=True)).to_be_visible()
    assert changing_server.api("settings/classes").json is None
    tour.quiet()


def test_named_sets(open_tour: OpenTour, changing_server: LiveServer) -> None:
    only = [{"id": 0, "name": ["Only"], "rule": {"type": "none"}, "data": {}}]
    assert (
        changing_server.api("settings/category_sets", "POST", [{"id": "p", "name": "Private", "classes": only}]).status
        == 200
    )
    page = open_tour(changing_server).open(ADDRESS)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Sets of categories").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Keep what is there as a set").fill("Work")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.get_by_text("in use", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Use Private").click()
    expect(dialog.get_by_role("button", name="Use Work")).to_be_visible()
    expect(dialog.get_by_role("button", name="Use Private")).to_have_count(0)
    wait_until(lambda: changing_server.api("settings/active_set_ids").json == ["p"])
    assert classes(changing_server) == only
    sets = {held["name"]: held["classes"] for held in changing_server.api("settings/category_sets").json}
    assert sets["Private"] == only and len(sets["Work"]) > 60


def test_german(open_tour: OpenTour, demo_server: LiveServer) -> None:
    tour = open_tour(demo_server, locale="de-DE")
    page = tour.open(ADDRESS)
    expect(page.get_by_role("heading", name="Kategorien", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Noch ohne Kategorie")).to_be_visible()
    tour.quiet()
