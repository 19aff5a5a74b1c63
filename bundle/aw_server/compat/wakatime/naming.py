"""The house's categories and this guest's: what each calls the other's. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aw_server.compat.wakatime.facts import Fact

UNCATEGORIZED: Final = "Uncategorized"
SEPARATOR: Final = " > "
"""Between the names of a category that is written as one text, as on the pages."""

# A house category (by its last name, else by its first) → what that service calls such time.
_GUESTS: Final[Mapping[str, str]] = {
    "Quality Assurance": "Manual Testing",
    "Meetings": "Meeting",
    "Writing": "Writing Docs",
    "Software Development": "Coding",
    "Communication & Scheduling": "Communicating",
    "Design & Composition": "Designing",
    "Reference & Learning": "Learning",
}


def guests_name(category: Sequence[str]) -> str | None:
    """What the service calls time of a house category; the category's own name where it has no word for it."""
    if list(category) == [UNCATEGORIZED]:
        return None
    return _GUESTS.get(category[-1]) or _GUESTS.get(category[0]) or category[0]


def whole_name(category: Sequence[str]) -> str:
    """The category as one text."""
    return SEPARATOR.join(category)


def offered(fact: Fact) -> list[str]:
    """What the category of time is offered as where somebody chooses: the house's own with those above it."""
    return [whole_name(fact.path[:depth]) for depth in range(1, len(fact.path) + 1)] or [fact.category]


def names_of(fact: Fact) -> set[str]:
    """Names by which the category of time may be meant, in lower case: the house's, each or whole, and the guest's."""
    house = [*fact.path, *(whole_name(fact.path[:depth]) for depth in range(2, len(fact.path) + 1))]
    if not fact.path:
        # What plug-ins send has no house category of its own.
        house = [name for name, guests in _GUESTS.items() if guests == fact.category]
    return {name.lower() for name in (fact.category, *house)}
