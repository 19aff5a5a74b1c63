"""What a browser fetches before it shows the first page: few files, few bytes, no question twice."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.webui.tour import STILL, Tour

# Bytes of all files of the first page, gzipped; and how many files that may be: the document and its icon, the theme,
# what asks ahead, everything else, the style.
MOST_BYTES = 350_000
MOST_FILES = 6

# Scripts and styles that the page has loaded, and what came over the wire for each: 0 from the browser's own memory.
FETCHED = """() => performance.getEntriesByType("resource")
    .filter(({ initiatorType }) => ["script", "link"].includes(initiatorType))
    .map(({ name, transferSize }) => [name, transferSize])
    .filter(([name]) => /[.](js|css)$/.test(name))"""


def test_the_first_page_is_small(tour: Tour) -> None:
    tour.open("")
    own = [request for request in tour.requests if "/api/" not in request.url]
    answers = [(request.url, request.response()) for request in own]
    sizes = {url: len(gzip.compress(answer.body(), 6)) for url, answer in answers if answer is not None}
    assert len(sizes) >= 3, "page, script and style at least"
    assert len(sizes) <= MOST_FILES, sizes
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("address", ["", "#/activity/{host}/day/{day}", "#/activity/{host}/week/{day}"])
def test_the_first_page_asks_nothing_twice(tour: Tour, address: str) -> None:
    tour.context.add_init_script(STILL)
    day = (datetime.now(UTC) - timedelta(days=8)).date()
    tour.open(address.format(host=tour.server.api("info").json["hostname"], day=day))
    asked = Counter(request.url for request in tour.requests if "/api/" in request.url)
    assert {url: count for url, count in asked.items() if count > 1} == {}


def test_the_page_once_more_asks_the_server_for_no_script_or_style(tour: Tour) -> None:
    tour.open("")
    tour.page.reload()
    expect(tour.page.locator("main h1").first).to_be_visible()
    tour.settle()
    sizes = dict(tour.page.evaluate(FETCHED))
    assert any("/theme" in name for name in sizes), "nothing is painted before it"
    assert len(sizes) >= 4
    assert {name: size for name, size in sizes.items() if size > 0} == {}


def test_what_asks_ahead_does_not_wait_for_the_document(tour: Tour) -> None:
    tour.open("")
    at_once = tour.page.locator("head script[async]")
    expect(at_once).to_have_count(1)
    expect(at_once).to_have_attribute("src", re.compile("/begin-"))
