"""What can go wrong between a client and its server, in sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aw_core.errors import AwError

from .lazy_requests import req

if TYPE_CHECKING:
    from .force import ForceNeeded

__all__ = ["ForceNeeded", "QueueError", "ServerNotReady", "explain", "message_of"]


class ServerNotReady(AwError, TimeoutError):
    """The server did not answer within the time given to `wait_for_start`."""

    def __init__(self, address: str, timeout: float) -> None:
        AwError.__init__(self, "Server not ready", f"{address} did not answer within {timeout:g} seconds.")


class QueueError(AwError):
    """The queue on disk cannot be opened, read or written."""


def message_of(response: req.Response) -> str:
    """The server's own words in an error reply, or "" when the body is not the `{"message": …}` of the REST API."""
    try:
        body = response.json()
    except ValueError:
        return ""
    message = body.get("message") if isinstance(body, dict) else None
    return message if isinstance(message, str) else ""


def explain(error: BaseException) -> str | None:
    """One sentence for a person about a failed command, or None for an error this package does not know."""
    if isinstance(error, AwError):
        return error.message
    if not isinstance(error, req.RequestException):
        return None
    from .force import ForceNeeded

    if isinstance(error, ForceNeeded):
        return str(error)
    if isinstance(error, req.HTTPError) and error.response is not None:
        said = message_of(error.response)
        return f"The server refused: {said}" if said else f"The server answered with {error.response.status_code}."
    where = _address(error)
    if isinstance(error, req.Timeout):
        return f"The server{where} did not answer in time."
    if isinstance(error, req.ConnectionError):
        return f"No server answers{where}. Is ActivityWatch running?"
    return f"The answer{where} is not that of an ActivityWatch server."


def _address(error: req.RequestException) -> str:
    url = error.request.url if error.request is not None else None
    return f" at {urlsplit(url).netloc}" if isinstance(url, str) else ""


def __getattr__(name: str) -> Any:
    if name == "ForceNeeded":
        from .force import ForceNeeded

        return ForceNeeded
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
