"""Pictures of every page, to be looked at: `make screenshots`, or `python -m tests.webui.screenshots FOLDER [WORD …]`.

Each page with demo data and without any, light and dark, wide, narrow and on a 4K screen; in German; on paper where it
is meant for paper. Words choose by a part of a picture's name. Sheets of all pictures of a look are made where there is
ImageMagick.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from tests.support.demo_data import seed_demo
from tests.support.programs import ROOT, LiveServer
from tests.webui.browsing import afternoon_zone, chromium
from tests.webui.tour import NARROW, WIDE, Tour


class Look(NamedTuple):
    """How a page is looked at."""

    name: str
    size: dict[str, int]
    scheme: str = "light"
    locale: str = "en-GB"
    scale: float = 1
    full: bool = True


LOOKS = [
    Look("wide-light", WIDE),
    Look("wide-dark", WIDE, "dark"),
    Look("narrow-light", NARROW),
    Look("narrow-dark", NARROW, "dark"),
    Look("german", WIDE, locale="de-DE"),
    Look("german-narrow", NARROW, locale="de-DE"),
    Look("4k", {"width": 3840, "height": 2160}, full=False),
]


def pages(host: str, today: str, yesterday: str) -> dict[str, str]:
    """Addresses by the name of their picture."""
    day = f"#/activity/{host}/day"
    return {
        "activity-today": "",
        "activity-yesterday": f"{day}/{yesterday}",
        "activity-week": f"#/activity/{host}/week",
        "activity-month": f"#/activity/{host}/month",
        "activity-year": f"#/activity/{host}/year",
        "activity-browser": f"{day}/{yesterday}/view/browser",
        "activity-editor": f"{day}/{yesterday}/view/editor",
        "activity-rhythm": f"{day}/{yesterday}/view/rhythm",
        "productivity": "#/productivity/week",
        "timeline": f"#/timeline?from={yesterday}&to={yesterday}",
        "timeline-buckets": f"#/timeline?from={yesterday}&to={yesterday}&by=bucket",
        "stopwatch": "#/stopwatch",
        "work-hours": "#/work-report",
        "goals": "#/goals",
        "search": "#/search?q=aurora",
        "categories": "#/settings/categories",
        "query": "#/query",
        "raw-data": "#/buckets",
        "bucket": f"#/buckets/aw-watcher-window_{host}",
        "modules": "#/modules",
        **{
            f"settings-{group}": f"#/settings/{group}"
            for group in ("general", "privacy", "keys", "integrations", "wakatime", "backups", "imports")
        },
        "welcome": "#/welcome",
        "not-found": "#/nowhere",
    }


@contextmanager
def _server(home: str, zone: str) -> Iterator[LiveServer]:
    """A server with files of its own, whatever is set up on this computer, in the zone of the browser."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("AW_", "XDG_"))]:
        del os.environ[name]
    os.environ["HOME"] = home
    os.environ["TZ"] = zone
    try:
        server = LiveServer().start()
    finally:
        os.environ.clear()
        os.environ.update(kept)
    try:
        yield server
    finally:
        server.stop()


def shoot(browser: Browser, server: LiveServer, zone: str, folder: Path, kind: str, words: list[str]) -> None:
    """Every page of one server in every look; what a page complains about is said."""
    now = datetime.now(ZoneInfo(zone))
    host = str(server.api("info").json["hostname"])
    addresses = pages(host, str(now.date()), str((now - timedelta(days=1)).date()))
    for look in LOOKS:
        tour = Tour(browser, server, zone, look.locale)
        tour.page.set_viewport_size(look.size)  # type: ignore[arg-type]
        tour.page.emulate_media(color_scheme=look.scheme)  # type: ignore[arg-type]
        for name, address in addresses.items():
            picture = f"{kind}-{look.name}-{name}"
            if words and not any(word in picture for word in words):
                continue
            _open(tour, address)
            (folder / f"{picture}.png").write_bytes(tour.page.screenshot(full_page=look.full))
            wide = tour.page.evaluate("document.documentElement.scrollWidth")
            if wide > look.size["width"]:
                print(f"{picture}: {wide} px wide, the screen has {look.size['width']}")
            for cut in tour.cut():
                print(f"{picture}: does not fit: {cut!r}")
        for complaint in tour.complaints:
            print(f"{kind}-{look.name}: {complaint}")
        tour.close()
    _print(browser, server, zone, folder, {f"{kind}-print-{name}": addresses[name] for name in PAPER}, words)


PAPER = ("activity-yesterday", "activity-week", "work-hours")


def _print(
    browser: Browser, server: LiveServer, zone: str, folder: Path, addresses: dict[str, str], words: list[str]
) -> None:
    """The pages as paper has them."""
    tour = Tour(browser, server, zone)
    for picture, address in addresses.items():
        if not words or any(word in picture for word in words):
            _open(tour, address)
            tour.page.pdf(path=folder / f"{picture}.pdf", format="A4")
    tour.close()


def _open(tour: Tour, address: str) -> None:
    """A page of its own each time: nothing of the one before is taken for it."""
    tour.page.goto("about:blank")
    try:
        tour.open(address)
    except AssertionError as error:
        print(f"{address}: {str(error).splitlines()[0]}")


def sheets(folder: Path) -> None:
    """All pictures of a look on one sheet, made small."""
    if shutil.which("montage") is None:
        print("There are no sheets: ImageMagick is not installed.")
        return
    for kind in ("demo", "empty"):
        for look in LOOKS:
            found = sorted(folder.glob(f"{kind}-{look.name}-*.png"))
            found = [one for one in found if one.name.split(f"{look.name}-")[1][:6] != "narrow"]
            if found:
                # Made small while they are read: all of a 4K screen at once are more than ImageMagick is allowed.
                small = [f"{one}[480x900>]" for one in found]
                tile: list[Any] = ["montage", "-label", "%t", *small, "-geometry", "480x900>+6+6", "-tile", "6x"]
                subprocess.run([*tile, folder / f"sheet-{kind}-{look.name}.png"], check=True)


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else ROOT / "tests" / "output" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    zone = afternoon_zone()
    with tempfile.TemporaryDirectory() as home, chromium(Path(home)) as browser:
        for kind in ("demo", "empty"):
            own = Path(home) / kind
            own.mkdir()
            with _server(str(own), zone) as server:
                if kind == "demo":
                    seed_demo(server, 21, datetime.now(UTC), ZoneInfo(zone))
                shoot(browser, server, zone, folder, kind, arguments[1:])
    sheets(folder)
    print(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
