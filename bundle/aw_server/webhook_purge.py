"""What a purge does to the records of webhooks: messages that wait, and what other sides said of those they took."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from aw_core.errors import StorageError
from aw_core.privacy.values import TooDeep, texts_in
from aw_server import jsonfmt
from aw_server.exceptions import ApiError

if TYPE_CHECKING:
    from aw_server.webhooks import Days

logger = logging.getLogger(__name__)

_NEVER: Final = "9999-12-31"

Finds: TypeAlias = Callable[[str], bool]
"""Whether a text is one that is purged."""


def tells(text: str, finds: Finds) -> bool:
    """Whether a message holds something that is purged; one that cannot be read counts as holding it."""
    try:
        return any(finds(found) for found in texts_in(json.loads(text)))
    except (ValueError, TooDeep):
        return True


def told_anew(event: str, text: str, days: Days, finds: Finds) -> str | None:
    """A message of what is stored now; None if it cannot be told any more."""
    try:
        stamp = json.loads(text)
        data = _anew(event, stamp["data"], days)
        # What is not made of events stays as it is, or goes.
        if data is None or (event == "module" and tells(text, finds)):
            return None
    except (ApiError, StorageError, ValueError, KeyError, TypeError) as error:
        logger.warning("A message of a webhook cannot be told anew and is dropped: %s", type(error).__name__)
        return None
    return jsonfmt.dumps(stamp | {"data": data}).decode()


def _anew(event: str, data: dict[str, Any], days: Days) -> dict[str, Any] | None:
    if event == "goal":
        goals = days.goals(data["last"], _NEVER)
        return next((goal for goal in goals if (goal["id"], goal["last"]) == (data["id"], data["last"])), None)
    if event == "day":
        date = data["date"]
        return {"date": date, "timezone": data["timezone"], **days.summed(date)}
    return data


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
