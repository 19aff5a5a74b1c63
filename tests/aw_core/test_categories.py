"""The catalogue of default categories: its shape, what it covers, and what it must not take for something else."""

from __future__ import annotations

import itertools
import json
import math
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core.categories import default_classes, productivity_of, rules_from_settings
from aw_core.categories.catalogue import CATEGORIES, KEYS, OVERVIEWS, REPETITIONS, Overview
from aw_core.categories.shape import together
from aw_core.models import Event
from aw_core.needles import lowered, needle_of
from aw_core.patterns import fault
from aw_core.patterns.shape import repetitions
from aw_transform import Rule, categorize

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "categories"
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
# The grounds of the web UI on which a category's colour is drawn, light and dark.
GROUNDS = ("#ffffff", "#f4f6f8", "#10151b", "#1a2027", "#232b34")


_EXPRESSIONS = [category.regex() for category in CATEGORIES]


@cache
def rules() -> list[tuple[list[str], Rule]]:
    return [(path, Rule(rule)) for path, rule in rules_from_settings(None)]


def category(**data: str) -> str:
    """What the rules make of an event; the key `domain` stands for "$domain"."""
    event = Event(timestamp=NOON, data={key.replace("domain", "$domain"): value for key, value in data.items()})
    found: list[str] = categorize([event], rules())[0].data["$category"]
    return " > ".join(found)


# Shape


def test_classes_are_what_the_web_ui_stores() -> None:
    classes = default_classes()
    assert [found["id"] for found in classes] == list(range(len(classes)))
    assert json.loads(json.dumps(classes)) == classes
    names = [tuple(found["name"]) for found in classes]
    assert len(set(names)) == len(names)
    for found in classes:
        assert set(found) == {"id", "name", "rule", "data"}
        assert set(found["data"]) <= {"color", "score"}
        parent = tuple(found["name"][:-1])
        assert not parent or parent in names[: names.index(tuple(found["name"]))]


def test_each_call_gives_its_own_classes() -> None:
    default_classes()[0]["name"].append("changed")
    default_classes()[20]["rule"]["select_keys"].clear()
    assert default_classes()[0]["name"] == ["Software Development"]
    assert default_classes()[20]["rule"]["select_keys"] == list(KEYS)


def test_eleven_overviews_and_two_levels() -> None:
    assert len(OVERVIEWS) == 11
    assert {len(found["name"]) for found in default_classes()} == {1, 2}
    assert {found.overview for found in CATEGORIES} == {top.name for top in OVERVIEWS} - {"Uncategorized"}


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("Business", 2),
        ("Communication & Scheduling", 0),
        ("Communication & Scheduling > Email", 0),
        ("Communication & Scheduling > Meetings", 1),
        ("Communication & Scheduling > Calendars", 1),
        ("Communication & Scheduling > Voice Chat", 1),
        ("Design & Composition > Writing", 2),
        ("Entertainment > Video", -2),
        ("News & Opinion > Sports", -2),
        ("Reference & Learning > Engineering & Technology", 1),
        ("Reference & Learning > Search", 0),
        ("Shopping > Electronics", -2),
        ("Social Networking > Professional Networking", -2),
        ("Software Development > Editing & IDEs", 2),
        ("Utilities > General Utilities", 1),
        ("Utilities > Browsers", 0),
        ("Utilities > Other", 0),
        ("Uncategorized", 0),
    ],
)
def test_levels(path: str, level: int) -> None:
    assert productivity_of(None, path.split(" > ")) == level


def test_expressions_stay_within_what_every_server_and_browser_reads() -> None:
    for path, rule in rules_from_settings(None):
        regex = rule["regex"]
        # Inline flags, look-behind, named groups, possessive repeats, Python's own anchors; ES and fancy-regex differ.
        assert not re.search(r"\(\?(?![:=!])|\\[AZz]|[*+?}]\+", regex), path
        assert regex == regex.encode().decode()
        re.compile(regex)


# Colours


def channels(color: str) -> list[float]:
    assert re.fullmatch("#[0-9a-f]{6}", color)
    values = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    dark, light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), channels(x), strict=True)) for x in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(color: str) -> tuple[float, float, float]:
    r, g, b = channels(color)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@pytest.mark.parametrize("top", OVERVIEWS, ids=lambda top: top.name)
def test_colors_are_seen_in_light_and_dark(top: Overview) -> None:
    color = top.color
    assert {ground: contrast(color, ground) for ground in GROUNDS if contrast(color, ground) < 3} == {}


def test_colors_can_be_told_apart() -> None:
    near = [
        (a.name, b.name)
        for a, b in itertools.combinations(OVERVIEWS, 2)
        if math.dist(oklab(a.color), oklab(b.color)) < 0.06
    ]
    assert near == []


# Coverage


@pytest.mark.parametrize("name", ["two_busy_days", "fifteen_demo_days"])
def test_most_active_time_is_categorized_out_of_the_box(name: str) -> None:
    total = known = beyond_browsers = 0.0
    for line in (VECTORS / f"{name}.tsv").read_text().splitlines():
        seconds, app, title = line.split("\t")
        found = category(app=app, title=title)
        total += float(seconds)
        known += float(seconds) * (found != "Uncategorized")
        beyond_browsers += float(seconds) * (found not in ("Uncategorized", "Utilities > Browsers"))
    assert total > 10 * 3600
    assert known / total >= 0.95
    # Also without the category that only says "some page, in a browser".
    assert beyond_browsers / total >= 0.80


def test_the_expressions_pass_the_judge_that_they_are_spared() -> None:
    worst = max(repetitions(regex, re.UNICODE) for regex in _EXPRESSIONS)
    assert worst == REPETITIONS
    assert fault(max(_EXPRESSIONS, key=len)) is None


@cache
def parts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Of each category its expression, and its parts with their needles (empty: has none)."""
    return [
        (found.regex(), [(needle_of(part.about), together([part])) for part in found.parts()]) for found in CATEGORIES
    ]


@cache
def compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def agrees(text: str) -> None:
    """The parts whose needle stands in a text find together what the whole expression finds."""
    low = lowered(text)
    for whole, pieces in parts():
        found = any(compiled(regex).search(text) for needle, regex in pieces if needle in low)
        assert found == bool(compiled(whole).search(text))


def test_the_parts_of_a_category_are_its_expression() -> None:
    lines = [line for file in sorted(VECTORS.glob("*.tsv")) for line in file.read_text().splitlines()]
    texts = sorted({text for line in lines for text in line.split("\t")})
    assert len(texts) > 300
    for text in texts[::3]:
        agrees(text)


_WORDS = sorted({part.about for found in CATEGORIES for part in found.parts() if part.about})
_AROUND = st.sampled_from(
    ["", " ", "- ", " - ", "x", "https://", "www.", "(3) ", ".exe", "org.gnome.", "/path", "s", "|"]
)


@settings(max_examples=40)
@given(_AROUND, st.sampled_from(_WORDS), _AROUND, st.sampled_from(_WORDS), _AROUND, st.booleans())
def test_the_parts_agree_on_any_words(a: str, one: str, b: str, other: str, c: str, large: bool) -> None:
    agrees(a + (one.title() if large else one) + b + other + c)


def test_frames_are_categorized_by_parts_as_lists_are_by_the_whole() -> None:
    from aw_core.frame import EventFrame, functions

    lines = [line.split("\t") for file in sorted(VECTORS.glob("*.tsv")) for line in file.read_text().splitlines()]
    events = [Event(timestamp=NOON, data=dict(zip(("app", "title", "url"), line[1:], strict=False))) for line in lines]
    stored = rules_from_settings(None)
    frame = functions.categorize(EventFrame.from_events(events), stored)
    assert [event.data for event in frame.to_events()] == [event.data for event in categorize(events, rules())]
