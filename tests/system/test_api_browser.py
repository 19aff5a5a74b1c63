"""The API browser in a real browser: it shows every route, asks no other host, and an operation can be tried out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.support.programs import LiveServer, request
from tests.webui.browsing import chromium


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as started:
        yield started


class Reader:
    """A person on the page; what the browser asks for and complains about is kept."""

    def __init__(self, browser: Browser, server: LiveServer, address: str = "/api/") -> None:
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(60_000)
        self.context.on("request", lambda asked: self.requests.append(asked))
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type != "log" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(server.url + address)
        expect(self.page.locator(".opblock").first).to_be_visible()


@pytest.mark.parametrize("address", ["/api/", "/api"])
def test_every_operation_is_shown_and_no_other_host_is_asked(
    live_server: LiveServer, browser: Browser, address: str
) -> None:
    reader = Reader(browser, live_server, address)
    with reader.context:
        described = request(f"{live_server.url}/api/openapi.json").json["paths"]
        expect(reader.page.locator(".opblock")).to_have_count(sum(len(methods) for methods in described.values()))
        assert reader.page.title() == "API - ActivityWatch"
        asked = {one.url for one in reader.requests if not one.url.startswith("data:")}
        assert f"{live_server.url}/api/openapi.json" in asked
        assert [url for url in asked if not url.startswith(f"{live_server.url}/")] == []
        assert reader.complaints == []


def test_an_operation_can_be_tried_out(live_server: LiveServer, browser: Browser) -> None:
    reader = Reader(browser, live_server)
    with reader.context:
        create = reader.page.locator("#operations-Buckets-post_buckets_bucket_id")
        create.locator(".opblock-summary-control").click()
        create.get_by_role("button", name="Execute").click()
        expect(create.locator(".live-responses-table tbody .response-col_status").first).to_have_text("200")
        assert list(live_server.api("buckets/").json) == ["aw-watcher-demo_box"]

        beat = reader.page.locator("#operations-Events-post_buckets_bucket_id_heartbeat")
        beat.locator(".opblock-summary-control").click()
        beat.get_by_role("button", name="Execute").click()
        expect(beat.locator(".live-responses-table tbody .response-col_status").first).to_have_text("200")
        expect(beat.locator(".live-responses-table .highlight-code").first).to_contain_text('"label": "x"')
        assert live_server.api("buckets/aw-watcher-demo_box/events/count").json == 1
        assert reader.complaints == []


def test_a_refusal_is_shown_as_the_server_says_it(live_server: LiveServer, browser: Browser) -> None:
    reader = Reader(browser, live_server)
    with reader.context:
        today = reader.page.locator("#operations-Today-get_today")
        today.locator(".opblock-summary-control").click()
        today.get_by_placeholder("timezone").fill("Mars")
        today.get_by_role("button", name="Execute").click()
        expect(today.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("400")
        expect(today.locator(".live-responses-table .highlight-code").first).to_contain_text("no time zone named")


def test_pictures(live_server: LiveServer, browser: Browser) -> None:
    """For people to look at; both themes."""
    output = Path(__file__).resolve().parents[1] / "output"
    output.mkdir(exist_ok=True)
    for scheme in ("light", "dark"):
        reader = Reader(browser, live_server)
        with reader.context:
            reader.page.emulate_media(color_scheme=scheme)
            expect(reader.page.locator("html.dark-mode")).to_have_count(1 if scheme == "dark" else 0)
            (output / f"api-browser-{scheme}.png").write_bytes(reader.page.screenshot())
