"""Categories and tags by rule (contract 4, A.6)."""

from __future__ import annotations

from typing import Any

from aw_core import category_rule
from aw_core.models import Event

UNCATEGORIZED = ["Uncategorized"]


class Rule(category_rule.Rule):
    """A pattern over the text values of an event's data; what its dict may hold stands at `aw_core.category_rule`."""

    __slots__ = ()

    def match(self, event: Event) -> bool:
        """Whether the pattern is found anywhere in a value looked at."""
        return self.match_data(event.data)


def categorize(events: list[Event], classes: list[tuple[list[str], Rule]]) -> list[Event]:
    """Set $category on each event, **in place**: the highest-ranked matching category, else Uncategorized.

    The rank is the rule's priority, or ten for each level of depth; the last of the highest wins.
    """
    for event in events:
        event.data["$category"] = list(category_of(event.data, classes))
    return events


def category_of(data: dict[str, Any], classes: list[tuple[list[str], Rule]]) -> list[str]:
    """The category of one datum; the caller copies it before changing it."""
    best: list[str] = UNCATEGORIZED
    best_rank: int | None = None
    for category, rule in classes:
        if not category:
            continue
        rank = rule.priority if rule.priority is not None else len(category) * category_rule.RANK_OF_A_LEVEL
        if (best_rank is None or rank >= best_rank) and rule.match_data(data):
            best, best_rank = category, rank
    return best


def tag(events: list[Event], classes: list[tuple[str, Rule]]) -> list[Event]:
    """Set $tags on each event, **in place**: every matching tag in the rules' order, repeated where several match."""
    for event in events:
        event.data["$tags"] = tags_of(event.data, classes)
    return events


def tags_of(data: dict[str, Any], classes: list[tuple[str, Rule]]) -> list[str]:
    """The tags of one datum."""
    return [name for name, rule in classes if rule.match_data(data)]
