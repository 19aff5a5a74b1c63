"""Productivity: figures that agree with the API to the second, levels of one's own, charts embedded elsewhere."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import expect

from tests.support.programs import LiveServer, request
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import PICTURES, Tour


def key_of(server: LiveServer) -> str:
    return str(server.api("keys", "POST", {"name": "tests", "kind": "rescuetime"}).json["key"])


def rows(server: LiveServer, first: str, **query: str) -> list[list[Any]]:
    """Rows of `/anapi/data`, from a day to today."""
    given = {"key": key_of(server), "format": "json", "restrict_begin": first, **query}
    found: list[list[Any]] = request(
        f"{server.url}/anapi/data?{'&'.join(f'{name}={value}' for name, value in given.items())}"
    ).json["rows"]
    return found


def warmed(tour: Tour) -> Tour:
    """A window on a server that has loaded its rules: the first question of its life takes longest."""
    assert request(f"{tour.server.url}/api/0/productivity", timeout=60).status == 200
    return tour


def test_productivity(tour: Tour) -> None:
    page = warmed(tour).open("#/productivity/week")
    expect(page.get_by_role("heading", name="Top productive")).to_be_visible()
    tour.check("productivity-demo")


def test_with_nothing_recorded(empty_tour: Tour) -> None:
    page = empty_tour.open("#/productivity")
    expect(page.get_by_text("Nothing was recorded in this period")).to_be_visible()
    empty_tour.check("productivity-empty")


def test_the_page_agrees_with_the_api_to_the_second(changing_server: LiveServer, open_tour: OpenTour) -> None:
    tour = warmed(open_tour(changing_server))
    # A day that is over: nothing is added meanwhile.
    day = changing_server.api("productivity?first=2000-01-01&last=2005-01-01").json
    assert day["seconds"] == 0
    newest = rows(
        changing_server, "2020-01-01", perspective="interval", resolution_time="day", restrict_kind="overview"
    )
    date = sorted({row[0][:10] for row in newest})[-2]
    page = tour.open(f"#/productivity/day/{date}")
    expect(page.locator("[data-test=pulse]")).to_be_visible()
    span = {"restrict_end": date}
    levels = {row[3]: row[1] for row in rows(changing_server, date, restrict_kind="productivity", **span)}
    shown = page.locator("[data-test=levels] time").evaluate_all("all => all.map(one => one.dateTime)")
    assert [int(text[2:-1]) for text in shown] == [levels.get(level, 0) for level in (2, 1, 0, -1, -2)]
    total = sum(levels.values())
    weighted = sum((level + 2) * seconds for level, seconds in levels.items())
    assert page.locator("[data-test=pulse]").inner_text() == str(int(weighted / (4 * total) * 100))
    table = page.get_by_role("region", name="Levels of applications and sites").locator("tbody tr")
    names = table.evaluate_all(
        "all => all.map(row => [row.children[0].innerText, +row.querySelector('time').dateTime.slice(2, -1)])"
    )
    wanted = [[row[3], row[1]] for row in rows(changing_server, date, restrict_kind="activity", **span)]
    assert len(wanted) > 3 and names == wanted[:25]


def test_a_level_of_its_own_counts_at_once_and_can_be_taken_back(
    changing_server: LiveServer, open_tour: OpenTour
) -> None:
    page = warmed(open_tour(changing_server)).open("#/productivity/week")
    row = page.get_by_role("region", name="Levels of applications and sites").locator("tbody tr").first
    name = row.locator("td, th").first.inner_text()
    row.get_by_role("combobox").select_option("-2")
    expect(page.get_by_role("region", name="Top distracting", exact=True)).to_contain_text(name)
    assert changing_server.api("settings/rescuetime").json["levels"] == {name: -2}
    expect(row.get_by_role("combobox")).to_have_value("-2")
    page.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("combobox")).to_have_value("")
    assert "levels" not in (changing_server.api("settings/rescuetime").json or {})


@contextmanager
def another_origin(text: str) -> Iterator[str]:
    """The address of a page with this body, served by somebody else."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Blog</title><h1>Blog</h1>{text}".encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{served.server_address[1]}/blog"
        finally:
            served.shutdown()
            thread.join()


def test_embedding_a_chart_in_a_page_of_another_origin(changing_server: LiveServer, open_tour: OpenTour) -> None:
    tour = warmed(open_tour(changing_server))
    page = tour.open("#/productivity/week")
    page.get_by_role("button", name="Embed", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What it shows").select_option("activities")
    dialog.get_by_label("Which days").select_option("last_7_days")
    dialog.get_by_label("Its name").fill("My <week>")
    dialog.get_by_role("button", name="Make the code").click()
    code = dialog.locator("pre").inner_text()
    assert "aw_chart_key" in code
    tour.page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Embedded charts")).to_contain_text("My <week>")

    elsewhere = open_tour(changing_server)
    with another_origin(code) as address:
        elsewhere.page.goto(address)
        figure = elsewhere.page.locator("figure")
        expect(figure.locator("figcaption")).to_have_text("My <week>")
        assert "in all" in (figure.get_by_role("img").get_attribute("aria-label") or "")
        assert figure.locator("svg rect").count() > 3
        figure.get_by_text("As a table").click()
        expect(figure.locator("tbody tr").first).to_be_visible()
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / "embedded-chart.png").write_bytes(elsewhere.page.screenshot())
        hosts = {asked.url.split("/")[2] for asked in elsewhere.requests}
        assert hosts == {address.split("/")[2], changing_server.url.split("/")[2]}

        page.get_by_role("button", name="Revoke My <week>").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
        expect(page.get_by_text("There are none. The button Embed")).to_be_visible()
        elsewhere.page.reload()
        expect(elsewhere.page.get_by_text("This chart cannot be shown: key not found")).to_be_visible()


def test_embedding_what_the_activity_page_is_filtered_by(changing_server: LiveServer, open_tour: OpenTour) -> None:
    tour = warmed(open_tour(changing_server))
    host = changing_server.api("info").json["hostname"]
    page = tour.open(f"#/activity/{host}/week?category=Communication+%26+Scheduling+%3E+Email")
    page.get_by_role("button", name="Embed", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="Only Email, as it is filtered here")).to_be_checked()
    expect(dialog.get_by_label("Which days")).to_have_value("week")
    tour.check("activity-embed")
    dialog.get_by_role("button", name="Make the code").click()
    code = dialog.locator("pre").inner_text()
    [made] = changing_server.api("embeds").json
    view = {key: made["view"][key] for key in ("perspective", "kind", "thing", "period")}
    assert view == {"perspective": "rank", "kind": "category", "thing": "Email", "period": "week"}
    assert made["raw"] is False
    key = code.partition('aw_chart_key = "')[2].partition('"')[0]
    raw = request(f"{changing_server.url}/anapi/data?key={key}&format=csv")
    assert b"Email" not in raw.body and b"thunderbird" not in raw.body, raw.body[:200]
    dialog.get_by_role("link", name="Embedded charts").click()
    expect(page.get_by_role("region", name="Embedded charts")).to_contain_text("Applications and sites, This week")
    tour.quiet()


def test_a_focus_session_is_begun_seen_and_ended(changing_server: LiveServer, open_tour: OpenTour) -> None:
    tour = warmed(open_tour(changing_server))
    page = tour.open("#/productivity")
    page.get_by_role("button", name="Focus", exact=True).click()
    page.get_by_role("button", name="50\u00a0minutes").click()
    shown = page.get_by_role("main").get_by_role("status").filter(has_text="Focus until")
    expect(shown).to_contain_text("50\u00a0minutes left")
    assert changing_server.api("focus").json["on"]
    tour.check("productivity-focus")
    page.reload()
    expect(shown).to_be_visible()
    page.get_by_role("button", name="End focus").click()
    expect(page.get_by_role("button", name="Focus", exact=True)).to_be_visible()
    assert not changing_server.api("focus").json["on"]
    tour.quiet()
