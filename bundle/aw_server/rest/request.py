"""Reading requests: the ServerAPI of the app, the body, query parameters as checked values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, cast

from flask import Response, current_app, request

from aw_server.api import ServerAPI
from aw_server.api_shapes import MAX_ID, when
from aw_server.exceptions import BadRequest

Route: TypeAlias = tuple[str, list[str], Callable[..., Response]]

_YES_OR_NO = {"true": True, "1": True, "false": False, "0": False}
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,100}\s*")


def current_api() -> ServerAPI:
    """The ServerAPI of the app that handles this request."""
    return cast(ServerAPI, current_app.config["AW_API"])


def body() -> bytes:
    """The body as sent."""
    return request.get_data(cache=False)


def whole(name: str, default: int) -> int:
    """A whole number from the query string. Raises BadRequest for anything else, emptiness included."""
    text = request.args.get(name)
    if text is None:
        return default
    if not _WHOLE.fullmatch(text):
        raise BadRequest("InvalidParameter", f"{name} {text[:60]!r} is not a whole number")
    return max(min(int(text), MAX_ID), -MAX_ID)


def yes(name: str, default: bool = False) -> bool:
    """`true`, `1`, `false` or `0` from the query string; absent: the default. Raises BadRequest for anything else."""
    text = request.args.get(name, "true" if default else "false")
    if text not in _YES_OR_NO:
        raise BadRequest("InvalidParameter", f"{name} {text[:60]!r} is neither true nor false")
    return _YES_OR_NO[text]


def number(name: str, default: float | None = None) -> float:
    """A finite number from the query string. Raises BadRequest for anything else, and for none without a default."""
    text = request.args.get(name)
    if text is None:
        if default is None:
            raise BadRequest("MissingParameter", f"The query parameter {name} is missing")
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadRequest("InvalidParameter", f"{name} {text[:60]!r} is not a number")
    return value


def moment(name: str) -> datetime | None:
    """An ISO 8601 moment from the query string, aware; None when it is absent. Raises BadRequest for garbage."""
    return when(request.args.get(name), name)
