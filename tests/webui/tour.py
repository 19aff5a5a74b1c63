"""A tour of one page: opened on a real server in a real browser, looked at in both themes and two widths.

def test_the_page(tour: Tour) -> None:
    page = tour.open("#/timeline", ready="main h1")
    tour.check("timeline-demo")      # no complaint, nothing foreign, no axe violation, pictures of all four looks
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.support.programs import ROOT, LiveServer
from tests.webui.browsing import PATIENT_NOTES

PICTURES = ROOT / "tests" / "output"
_AXE = ROOT / "bundle" / "aw-webui" / "node_modules" / "axe-core" / "axe.min.js"
# What WCAG 2.2 AA asks, as far as a program can see it, and what is good practice besides.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN_AXE = """async rules => (await axe.run(document, { runOnly: rules })).violations.map(found => ({
    rule: found.id, help: found.help, where: found.nodes.map(node => node.target.join(' ') + ' :: '
        + (node.any[0]?.message ?? node.none[0]?.message ?? '')).slice(0, 4),
}))"""
# Nothing is asked again by itself, so that what was asked once can be told from what was asked twice.
STILL = """(() => {
    const once = window.setTimeout, often = window.setInterval;
    window.setTimeout = (act, ms, ...rest) => once(act, ms >= 15_000 ? 1e9 : ms, ...rest);
    window.setInterval = (act, ms, ...rest) => often(act, ms >= 15_000 ? 1e9 : ms, ...rest);
})()"""
# What is wider than the box that shows it, without the dots that say so: cut words, tables to be pushed aside.
_CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
    const style = getComputedStyle(one);
    const hidden = one.closest('.aloud, .cm-editor, [aria-hidden=true] > svg') !== null || !one.checkVisibility();
    const shuts = ['hidden', 'clip', 'auto', 'scroll'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
    return !hidden && shuts && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1;
}).map(one => `${one.tagName.toLowerCase()}.${[...one.classList].join('.')}: ${one.innerText.slice(0, 60)}`)"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Tour:
    """A browser window on a server; keeps what the page asks for and complains about."""

    def __init__(self, browser: Browser, server: LiveServer, zone: str = "UTC", locale: str = "en-GB") -> None:
        self.server = server
        self.context: BrowserContext = browser.new_context(
            viewport=WIDE, timezone_id=zone, locale=locale, color_scheme="light", reduced_motion="reduce"
        )
        self.context.add_init_script(PATIENT_NOTES)
        self.context.set_default_timeout(60_000)
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request))
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str, ready: str = "main h1") -> Page:
        """Go to `#/…` and wait until `ready` is seen, the corner knows the server and no panel is loading."""
        self.page.goto(f"{self.server.url}/{address}")
        expect(self.page.locator(ready).first).to_be_visible()
        expect(self.page.locator(".corner")).to_contain_text("v")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(self.page.locator(".skeleton")).to_have_count(0)

    def check(self, name: str) -> None:
        """The page as it is now: quiet, local, accessible and within the screen, light and dark, wide and narrow."""
        self.check_looks(name)
        self.quiet()

    def check_looks(self, name: str) -> None:
        """As `check`, on a page to which the server refused something on purpose, which browsers complain about."""
        for width, size in (("1280", WIDE), ("390", NARROW)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                self.settle()
                self.picture(f"{name}-{width}-{scheme}")
                found = self.violations()
                assert not found, (f"{name} at {width} px, {scheme}", found)
            assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{name} at {width} px"
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="light")

    def quiet(self) -> None:
        """No complaint in the console, and no request to anybody but the server."""
        assert not self.complaints, self.complaints
        foreign = [request.url for request in self.requests if not request.url.startswith(self.server.url + "/")]
        assert foreign == []

    def violations(self) -> list[dict[str, Any]]:
        """What axe finds on the page as it is now."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(_AXE.read_text())
        return list(self.page.evaluate(_RUN_AXE, _RULES))

    def cut(self) -> list[str]:
        """What does not fit into its place on the page as it is now."""
        return list(self.page.evaluate(_CUT))

    def picture(self, name: str) -> None:
        """A picture of the whole page in tests/output."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(self.page.screenshot(full_page=True))

    def asked(self, path: str) -> int:
        """How many requests had this in their address so far."""
        return sum(path in request.url for request in self.requests)

    def close(self) -> None:
        self.context.close()


def demo_now() -> datetime:
    """The moment up to which demo data reaches: now."""
    return datetime.now(UTC)
