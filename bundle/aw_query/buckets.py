"""What a query asks of the datastore besides events: which bucket, which rules, which period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aw_core.timestamps import parse_timestamp, to_us
from aw_query.exceptions import QueryFunctionException

if TYPE_CHECKING:
    from aw_datastore import Bucket, Datastore

# Start and end, microseconds UTC.
Period = tuple[int, int]


def bucket_named(datastore: Datastore, bucket_id: str) -> Bucket:
    """The bucket of that id. Raises QueryFunctionException."""
    try:
        return datastore[bucket_id]
    except KeyError:
        raise QueryFunctionException(f"There is no bucket named {bucket_id}") from None


def find_bucket(datastore: Datastore, text: str, hostname: str | None) -> str:
    """The id of the bucket meant by `text`: exact, else the first that begins so, else the first that contains it.

    With `hostname` only that computer's buckets count. Raises QueryFunctionException.
    """
    buckets = datastore.buckets()
    hostname = None if hostname is None else datastore.host_names.today(hostname)
    text = datastore.resolve(text)
    ids = [name for name, about in buckets.items() if hostname is None or about.get("hostname") == hostname]
    beginning = [name for name in ids if name.startswith(text)]
    for found in ([text] if text in ids else [], beginning, [name for name in ids if text in name]):
        if found:
            return found[0]
    where = "" if hostname is None else f" on {hostname}"
    raise QueryFunctionException(f"There is no bucket with {text!r} in its name{where}")


def stored_classes(datastore: Datastore) -> list[Any]:
    """The user's category rules as `categorize` takes them; the default ones when none are stored."""
    from aw_core import categories

    stored = datastore.records.get("settings", "classes")
    return [[path, rule] for path, rule in categories.rules_from_settings(stored)]


def period_of(namespace: dict[str, Any]) -> Period:
    """STARTTIME and ENDTIME as the query left them. Raises QueryFunctionException."""
    return _moment(namespace, "STARTTIME"), _moment(namespace, "ENDTIME")


def _moment(namespace: dict[str, Any], name: str) -> int:
    text = namespace.get(name)
    if not isinstance(text, str):
        raise QueryFunctionException(f"{name} has to be a text")
    try:
        return to_us(parse_timestamp(text))
    except (ValueError, OverflowError):
        raise QueryFunctionException(f"{name} {text[:60]!r} is not a date and time in ISO 8601 form") from None
