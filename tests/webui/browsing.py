"""A person's browser on the web UI: Debian's Chromium, a visitor who keeps every request, a day to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.support.programs import ROOT, LiveServer

# The first answer of a fresh server compiles every rule; on a busy machine that is not done in the usual five seconds.
# Waiting long costs only where a test fails anyway.
expect.set_options(timeout=60_000)

_CHROMIUM = "/usr/bin/chromium"
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Playwright leaves out by itself: a list given to Chromium replaces the one before it.
_LEFT_OUT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
# The pages that Chromium loads behind its address bar whenever a window opens: 0.6 s of a processor for each, while the
# page that is tested loads, too.
_LEFT_OUT += ["WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup"]
_PICTURES = ROOT / "tests" / "output"


@contextmanager
def chromium(home: Path) -> Iterator[Browser]:
    """A browser with a new profile and `home` as its home directory."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_CHROMIUM,
            args=[*_QUIET, f"--disable-features={','.join(_LEFT_OUT)}"],
            env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
            timeout=180_000,
        )
        yield browser
        browser.close()


# Notes with a way back leave after seconds, too soon for a test on a machine that does ten other things.
PATIENT_NOTES = """(() => {
    const real = window.setTimeout;
    window.setTimeout = (act, ms, ...rest) => real(act, ms === 5000 || ms === 12000 ? ms * 20 : ms, ...rest);
})()"""


class Visitor:
    """A person's browser window on the page; everything it asks for and complains about is kept."""

    def __init__(self, browser: Browser, server: LiveServer, **options: Any) -> None:
        self.server = server
        self.zone = afternoon_zone()
        size = options.pop("viewport", {"width": 1280, "height": 900})
        self.context: BrowserContext = browser.new_context(
            viewport=size, timezone_id=self.zone, locale="en-GB", **options
        )
        self.context.set_default_timeout(60_000)
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request))
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.clock.install()

    def open(self) -> Page:
        self.page.goto(self.server.url)
        expect(self.page.locator(".figure")).to_be_visible()
        expect(self.page.locator(".corner")).to_contain_text("v")
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(self.page.locator(".skeleton")).to_have_count(0)
        return self.page

    def told(self) -> dict[str, Any]:
        """What the server said when the page asked last; the page may not show it yet."""
        asked = [request for request in self.requests if "/api/0/today" in request.url]
        reply = asked[-1].response()
        assert reply is not None and reply.status == 200
        return dict(reply.json())

    def today(self) -> dict[str, Any]:
        """What the server says at this moment."""
        answer = self.server.api(f"today?timezone={quote(self.zone, safe='')}")
        assert answer.status == 200
        return dict(answer.json)

    def asked(self, path: str) -> int:
        return sum(path in request.url for request in self.requests)

    def picture(self, name: str) -> None:
        _PICTURES.mkdir(parents=True, exist_ok=True)
        (_PICTURES / f"today-{name}.png").write_bytes(self.page.screenshot(full_page=True))


def afternoon_zone() -> str:
    """A zone in which it is between 15:00 and 16:00 now: the day is long enough whenever the test runs."""
    offset = (15 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"


def insert(server: LiveServer, client: str, kind: str, events: list[dict[str, Any]]) -> str:
    """A watcher's bucket on this computer with these events; returns its id."""
    host = server.api("info").json["hostname"]
    bucket = f"{client}_{host}"
    server.api(f"buckets/{bucket}", "POST", {"client": client, "type": kind, "hostname": host})
    if events:
        assert server.api(f"buckets/{bucket}/events", "POST", events).status == 200
    return bucket


def event(start: datetime, minutes: float, **data: Any) -> dict[str, Any]:
    return {"timestamp": start.isoformat(), "duration": minutes * 60, "data": data}


def seed_day(server: LiveServer) -> None:
    """Five hours that ended half an hour ago: 95 active minutes in four windows, an hour away, a sleep."""
    at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=5, minutes=30)

    def after(minutes: float) -> datetime:
        return at + timedelta(minutes=minutes)

    insert(
        server,
        "aw-watcher-afk",
        "afkstatus",
        [
            event(after(0), 60, status="not-afk"),
            event(after(60), 60, status="afk"),
            event(after(120), 35, status="not-afk"),
            event(after(155), 145, status="afk", asleep=True),
        ],
    )
    insert(
        server,
        "aw-watcher-window",
        "currentwindow",
        [
            event(after(0), 40, app="firefox", title="A page <b>about</b> & nothing"),
            event(after(40), 15.5, app="Code", title="main.ts"),
            event(after(55.5), 14.5, app="firefox", title="Inbox"),
            event(after(120), 34.75, app="Code", title="README.md"),
            event(after(154.75), 0.25, app="", title=""),
        ],
    )


def seconds_shown(page: Page, selector: str) -> list[int]:
    """The exact durations behind the words, from `<time datetime="PT…S">`."""
    return [int((element.get_attribute("datetime") or "")[2:-1]) for element in page.locator(f"{selector} time").all()]


def list_of(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)
