"""The frame of every page: menu, titles, languages, themes, a server that goes away, addresses that lead nowhere."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.support.programs import ROOT, LiveServer
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import NARROW, Tour

# Over everything that is loaded until the first page is painted.
_FIRST_LOAD = 350_000


def test_every_link_of_the_menu_leads_to_its_page(tour: Tour) -> None:
    page = tour.open("")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert links.count() >= 1
    for number in range(links.count()):
        link = links.nth(number)
        name = link.inner_text().strip()
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        expect(page).to_have_title(f"{name} - ActivityWatch")
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
    tour.quiet()


def test_an_address_that_leads_nowhere_says_so(tour: Tour) -> None:
    page = tour.open("#/no/such/page")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    tour.check("not-found")


def test_welcome(tour: Tour) -> None:
    tour.open("#/welcome")
    tour.check("welcome-demo")


def test_the_menu_on_a_narrow_screen_by_keyboard(tour: Tour) -> None:
    page = tour.open("#/welcome")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    menu = page.get_by_role("button", name="Menu", exact=True)
    expect(page.get_by_role("navigation")).to_have_count(0)
    menu.press("Enter")
    expect(page.get_by_role("navigation")).to_be_visible()
    assert tour.violations() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(menu).to_be_focused()


def test_the_first_stop_of_the_tab_key_skips_the_menu(tour: Tour) -> None:
    page = tour.open("#/welcome")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_german_by_the_browser_and_by_the_setting(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server, locale="de-AT")
    page = tour.open("#/welcome")
    assert page.evaluate("document.documentElement.lang") == "de"
    expect(page.get_by_role("heading", name="Was aufgezeichnet wird")).to_be_visible()
    expect(page).to_have_title("Willkommen - ActivityWatch")

    assert changing_server.api("settings/locale", "POST", "en").status == 200
    page.reload()
    expect(page.get_by_role("heading", name="What is recorded")).to_be_visible()
    tour.quiet()


def test_a_theme_chosen_here_holds_in_another_browser(open_tour: OpenTour, changing_server: LiveServer) -> None:
    page = open_tour(changing_server).open("#/welcome")
    with page.expect_response(re.compile("settings/theme")):
        page.get_by_role("radio", name="Dark theme").check(force=True)
    assert changing_server.api("settings/theme").json == "dark"
    other = open_tour(changing_server).open("#/welcome")
    expect(other.get_by_role("radio", name="Dark theme")).to_be_checked()


def test_a_server_that_is_away_is_said_on_every_page(open_tour: OpenTour, changing_server: LiveServer) -> None:
    page = open_tour(changing_server).open("#/no/such/page")
    changing_server.kill9()
    page.get_by_role("radio", name="Dark theme").check(force=True)
    notice = page.locator(".notice").filter(has_text="The server does not answer")
    expect(notice).to_be_visible()
    changing_server.start()
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("address", [""])
def test_the_first_load_is_small(browser: Browser, tour: Tour, address: str) -> None:
    """What comes over the wire before the landing page is there, compressed as the server would."""
    tour.open(address)
    static = ROOT / "bundle" / "aw_server" / "static"
    loaded = {request.url.removeprefix(tour.server.url + "/").partition("?")[0] for request in tour.requests}
    names = [name.partition("#")[0] or "index.html" for name in loaded if not name.startswith("api/")]
    plain = [static / name for name in names if (static / name).is_file()]
    packed = [static / f"{name}.gz" for name in names if (static / f"{name}.gz").is_file()]
    assert len(plain) + len(packed) == len(names)
    size = sum(len(gzip.compress(path.read_bytes())) for path in plain) + sum(path.stat().st_size for path in packed)
    assert 20_000 < size < _FIRST_LOAD


@pytest.mark.parametrize(
    "address",
    [
        "#/activity/{host}/week",
        "#/activity/{host}/day/{day}/view/browser",
        "#/work-report",
        "#/buckets/aw-watcher-window_{host}",
    ],
)
def test_nothing_is_cut_on_a_phone_in_german(
    open_tour: OpenTour, demo_server: LiveServer, zone: str, address: str
) -> None:
    """German has the longest words."""
    tour = open_tour(demo_server, locale="de-DE")
    tour.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    day = datetime.now(ZoneInfo(zone)).date() - timedelta(days=1)
    tour.open(address.format(host=demo_server.api("info").json["hostname"], day=day))
    assert tour.cut() == []


def test_a_menu_stays_on_the_screen(tour: Tour) -> None:
    """Also one whose button is at the left edge of a phone."""
    tour.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page = tour.open("")
    opener = page.get_by_role("button", name="Last days")
    opener.click()
    box = page.get_by_role("group", name="Last days").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"], box
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_paper_has_what_the_page_has(tour: Tour) -> None:
    """Colours that say something are printed, and names stay in their places without the buttons before them."""
    page = tour.open("")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_hidden()
    assert page.locator("body").evaluate("one => getComputedStyle(one).printColorAdjust") == "exact"
    names = page.locator(".tree .name")
    expect(names.first).to_be_visible()
    assert names.evaluate_all("all => all.every(one => one.getBoundingClientRect().width > 60)")


def test_what_is_empty_leads_to_what_fills_it(empty_tour: Tour, zone: str) -> None:
    host, day = empty_tour.server.api("info").json["hostname"], datetime.now(ZoneInfo(zone)).date()
    ways = {
        "": ("See what records", "#/modules"),
        "#/timeline": ("See what records", "#/modules"),
        f"#/activity/{host}/day/{day - timedelta(days=1)}/view/browser": (
            "Connect a browser or an editor",
            "#/settings/integrations",
        ),
    }
    for address, (name, target) in ways.items():
        link = empty_tour.open(address).get_by_role("link", name=name)
        expect(link.first).to_have_attribute("href", target)
