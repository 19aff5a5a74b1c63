"""The default categories in the shape of the web UI's setting `classes` (contract 1.12)."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from . import business, communication, design, entertainment, news, reference, shopping, social, software, utilities
from .shape import Category

# Where the words are looked for. Names of projects and stopwatches are the user's own words.
KEYS = ("app", "title", "url", "$domain", "file")


class Overview(NamedTuple):
    """A category of the first level: it groups, matches nothing itself, and hands its colour and level down."""

    name: str
    color: str
    score: int


# Colours of one lightness, at least 3:1 against both grounds of the web UI, as far apart as eleven can be.
OVERVIEWS = (
    Overview("Software Development", "#2b7de0", 2),
    Overview("Design & Composition", "#8f63d8", 2),
    Overview("Business", "#0891a8", 2),
    Overview("Reference & Learning", "#2e8b57", 1),
    Overview("Communication & Scheduling", "#b88300", 0),
    Overview("Utilities", "#617896", 1),
    Overview("News & Opinion", "#6f8a0c", -2),
    Overview("Social Networking", "#cf4a9a", -2),
    Overview("Shopping", "#b0623a", -2),
    Overview("Entertainment", "#dc4440", -2),
    Overview("Uncategorized", "#8f8b86", 0),
)

# From the weakest evidence to the strongest, since of equally deep categories the last one wins: what runs in a
# browser before the programs whose titles are other people's words (mail, chat, editors, file managers).
CATEGORIES: tuple[Category, ...] = (
    utilities.BROWSERS,
    *shopping.CATEGORIES,
    *entertainment.CATEGORIES,
    *news.CATEGORIES,
    *social.CATEGORIES,
    *reference.CATEGORIES,
    *business.CATEGORIES,
    *design.CATEGORIES,
    *software.CATEGORIES,
    *communication.CATEGORIES,
    *utilities.CATEGORIES,
)


def default_classes() -> list[dict[str, Any]]:
    """The catalogue: parents first, then the second level in the order in which later ones win.

    Each class has `id`, `name` (the path), `rule` and `data`. `data` has `color` and `score` (productivity, -2 very
    distracting to 2 very productive) on the first level, and below it only what differs from the parent.
    """
    classes = [_class([top.name], None, {"color": top.color, "score": top.score}) for top in OVERVIEWS]
    for category, regex in zip(CATEGORIES, _expressions(), strict=True):
        own = {} if category.score is None else {"score": category.score}
        classes.append(_class(category.path, regex, own))
    return [{"id": number, **found} for number, found in enumerate(classes)]


REPETITIONS = 2
"""How many overlapping repetitions follow one another in the worst of the catalogue's expressions (a test asks)."""


def category_of(regex: str) -> Category | None:
    """The category with that expression; None if it is not one of the catalogue's."""
    return _by_expression().get(regex)


@cache
def _by_expression() -> dict[str, Category]:
    return dict(zip(_expressions(), CATEGORIES, strict=True))


@cache
def _expressions() -> tuple[str, ...]:
    return tuple(category.regex() for category in CATEGORIES)


def _class(path: list[str], regex: str | None, data: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {"type": "none"}
    if regex is not None:
        rule = {"type": "regex", "regex": regex, "ignore_case": False, "select_keys": list(KEYS)}
    return {"name": path, "rule": rule, "data": data}
