"""How buckets and events look as documents of MongoDB's.

Data are kept as JSON text: MongoDB's own documents know neither integers of any size nor every key.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from aw_core.models import Event
from aw_core.timestamps import isoformat_us, to_us
from aw_datastore.encoding import decode, encode
from aw_datastore.storages.mongo_writer import Document
from aw_datastore.storages.rows import Row

_BATCH: Final = 1000
FAR: Final = 2**63 - 1
"""Further than any event, in µs."""


def content_of(event: Event) -> Document:
    """An event as it is stored, without id and bucket: start, end and duration in µs (since 1970), data as JSON."""
    start, duration = event.start_us, event.duration_us
    if not -FAR <= duration <= FAR or not -FAR <= start + duration <= FAR:
        raise ValueError("an event's duration is too long to be stored")
    return {"s": start, "e": start + duration, "d": duration, "j": encode(event.data)}


def row_of(found: Document) -> Row:
    """An event as `to_events` takes it."""
    return int(found["_id"]), int(found["s"]), int(found["d"]), found["j"], None


def touching(key: int, lower: int | None, upper: int | None) -> Document | None:
    """What selects the events that touch [lower, upper]; None if nothing can."""
    if lower is not None and upper is not None and lower > upper:
        return None
    wanted: Document = {"b": key}
    if lower is not None:
        wanted["e"] = {"$gte": lower}
    if upper is not None:
        wanted["s"] = {"$lte": upper}
    return wanted


def metadata(found: Document) -> dict[str, Any]:
    """The bucket as JSON shows it (REST contract 1.6), `created` as ISO text in UTC."""
    return {
        "id": found["id"],
        "created": isoformat_us(int(found["created"])),
        "name": found["name"],
        "type": found["type"],
        "client": found["client"],
        "hostname": found["hostname"],
        "data": decode(found["data"]),
    }


def us_or_none(moment: datetime | None) -> int | None:
    """Microseconds of a moment; without a zone it is UTC."""
    if moment is None:
        return None
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    """The same things in lists."""
    stream = iter(things)
    while batch := list(itertools.islice(stream, _BATCH)):
        yield batch
