"""The rules that categorize: those of the user's settings, else the default catalogue (contract 8.7)."""

from __future__ import annotations

import logging
from typing import Any

from aw_core.categories import rules_from_settings

from .client import ActivityWatchClient, req

logger = logging.getLogger(__name__)

CategoryId = list[str]
CategoryRule = dict[str, Any]

default_classes: list[tuple[CategoryId, CategoryRule]] = rules_from_settings(None)


def get_classes(client: ActivityWatchClient | None = None) -> list[tuple[CategoryId, CategoryRule]]:
    """(category path, rule) for each rule of the setting `classes`, as `categorize` takes them.

    Asks the server of `client`, without one the server of everyday use (never the one of testing mode). Without an
    answer, or without classes of the user's own, it is the default catalogue.
    """
    asked = client or ActivityWatchClient("unknown")
    try:
        value = asked.get_setting("classes")
    except (req.RequestException, ValueError) as error:
        logger.warning("Took the default categories: the user's could not be read (%s)", type(error).__name__)
        return rules_from_settings(None)
    if not value:
        logger.debug("No categories of the user's own: took the default ones")
    return rules_from_settings(value)
