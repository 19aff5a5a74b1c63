"""What a browser fetches before it shows the first page: few files, few bytes, no question twice."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.webui.tour import STILL, Tour

# Bytes of all files of the first page, gzipped; and how many files that may be.
MOST_BYTES = 350_000
MOST_FILES = 8


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
