"""What a purge does to the records of webhooks: messages that wait, and what other sides said of those they took."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from aw_core.privacy.values import TooDeep, texts_in

Finds: TypeAlias = Callable[[str], bool]
"""Whether a text is one that is purged."""


def tells(text: str, finds: Finds) -> bool:
    """Whether a message holds something that is purged; one that cannot be read counts as holding it."""
    try:
        return any(finds(found) for found in texts_in(json.loads(text)))
    except (ValueError, TooDeep):
        return True


def cleaned(hook: dict[str, Any], finds: Finds) -> dict[str, Any]:
    """The record of a webhook, the very same if nothing is found in it.

    No message is kept in it, only what the other side said: of that the status stays, not the words.
    """
    deliveries = [
        one if (result := _status(one["result"], finds)) == one["result"] else one | {"result": result}
        for one in hook.get("deliveries", ())
    ]
    last = _status(hook.get("last_result"), finds)
    if last == hook.get("last_result") and deliveries == list(hook.get("deliveries", ())):
        return hook
    return hook | {"last_result": last, "deliveries": deliveries}


def _status(result: str | None, finds: Finds) -> str | None:
    # What does not begin with a status is a sentence of our own.
    if result is None or not result[:3].isdecimal() or not finds(result):
        return result
    return result[:3]
