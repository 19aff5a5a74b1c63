"""docs/numbers.md says what the code does: its examples run, its constants are the code's."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import aw_transform
from aw_server import api_day, today

PAGE = Path(__file__).resolve().parents[2] / "docs" / "numbers.md"


def stated(pattern: str) -> str:
    """What the page says in the brackets of the pattern, line breaks aside."""
    found = re.search(pattern, " ".join(PAGE.read_text().split()))
    assert found is not None, pattern
    return found[1].replace(",", "")


def test_examples_run() -> None:
    parser = doctest.DocTestParser()
    examples = parser.get_doctest(PAGE.read_text(), {}, PAGE.name, str(PAGE), 0)
    assert len(examples.examples) > 15
    said: list[str] = []
    doctest.DocTestRunner().run(examples, out=said.append)
    assert said == []


def test_the_afk_timeout() -> None:
    assert int(stated(r"AFK timeout, (\d+) seconds")) * today.SECOND == today.DEFAULT_AFK_TIMEOUT_US


def test_the_gap_that_flood_closes() -> None:
    pulsetime = inspect.signature(aw_transform.flood).parameters["pulsetime"].default
    assert float(stated(r"closes holes of up to (\d+) seconds")) == pulsetime


def test_the_start_of_the_day() -> None:
    assert stated(r"A day starts at (\d\d:\d\d) local time") == api_day.DEFAULT_START


def test_the_patience_with_a_silent_watcher() -> None:
    assert int(stated(r"silent for (\d+) seconds is named")) * today.SECOND == today.KEEPALIVE_US
