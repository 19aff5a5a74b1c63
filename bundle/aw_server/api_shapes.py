"""What request bodies look like: typed, decoded once, unknown keys ignored.

Every function here answers with a checked value or raises `BadRequest` with a sentence that names the place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import msgspec

from aw_core.models import Event
from aw_core.timestamps import from_us, parse_timestamp, to_us, usual_us
from aw_server import jsonfmt
from aw_server.exceptions import BadRequest

T = TypeVar("T")

# ISO 8601 text (contract 2.2). What is not is found by `moment`; the mark is for the API's description.
Time: TypeAlias = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]

# The year 9999, which is where datetime ends; and the first moment of year 1.
LAST_US = 253_402_300_799_999_999
FIRST_US = -62_135_596_800_000_000
# The largest number the database can hold; it is no id.
MAX_ID = 2**63 - 1


class HeartbeatIn(msgspec.Struct):
    """The body of a heartbeat (contract 1.9): `timestamp` is required, an `id` means nothing."""

    timestamp: Time
    duration: float = 0.0
    data: dict[str, Any] = {}


class EventIn(msgspec.Struct):
    """One event to insert (contract 1.7): everything is optional, `timestamp` defaults to now."""

    timestamp: Time | None = None
    duration: float = 0.0
    data: dict[str, Any] | None = None
    id: int | None = None


class BucketIn(msgspec.Struct):
    """The body that creates a bucket (contract 1.6); `name`, `data` and `created` are honoured."""

    client: str
    type: str
    hostname: str
    name: str | None = None
    data: dict[str, Any] | None = None
    created: Time | None = None


class BucketChange(msgspec.Struct):
    """The body that changes a bucket: what is absent or null stays."""

    client: str | None = None
    type: str | None = None
    hostname: str | None = None
    name: str | None = None
    data: dict[str, Any] | None = None

    def changes(self) -> dict[str, Any]:
        """What the body names."""
        return {key: value for key, value in msgspec.structs.asdict(self).items() if value is not None}


class ExportedBucket(msgspec.Struct):
    """A bucket inside an export (contract 1.11). Without an `id` the key it stands under is its id."""

    type: str
    client: str
    hostname: str
    events: list[EventIn]
    id: str | None = None
    created: Time | None = None
    name: str | None = None
    data: dict[str, Any] | None = None
    metadata: Any = None
    """Only the Rust server's exports have it."""


class Export(msgspec.Struct):
    """What an import reads."""

    buckets: dict[str, ExportedBucket]


class ImportIn(msgspec.Struct):
    """The body that has a file of the server's computer imported: its absolute path."""

    path: str


class QuestionIn(msgspec.Struct):
    """Pieces of a query's text, and periods `start/end`."""

    query: list[str]
    timeperiods: list[str]


class QueryIn(QuestionIn):
    """The body of a query (contract 1.10), and further ones that are answered with it."""

    more: list[QuestionIn] = []


class Decoder(Generic[T]):
    """Bytes of JSON to a checked `T`, by the fast path if the JSON is plain, through `jsonfmt.loads` if it is odd."""

    def __init__(self, shape: type[T]) -> None:
        self.shape: Any = shape
        self._fast: msgspec.json.Decoder[T] = msgspec.json.Decoder(shape)

    def __call__(self, body: bytes) -> T:
        """Raises `BadRequest` for what is not JSON and for JSON of another shape."""
        try:
            return self._fast.decode(body)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return self.convert(load(body))

    def convert(self, value: Any) -> T:
        """The same for a value that is decoded already."""
        try:
            shaped: T = msgspec.convert(value, self.shape)
        except msgspec.ValidationError as error:
            raise BadRequest("InvalidBody", str(error)) from None
        return shaped


def load(body: bytes) -> Any:
    """Any JSON value, with the oddities of real data put right (see `jsonfmt`)."""
    try:
        return jsonfmt.loads(body)
    except ValueError as error:
        raise BadRequest("InvalidJson", f"the body is not JSON: {error}") from None


def moment(text: str, what: str = "timestamp") -> int:
    """Microseconds UTC of an ISO 8601 text (contract 2.2); without a zone it is UTC."""
    try:
        return to_us(parse_timestamp(text))
    except (ValueError, OverflowError, TypeError):
        raise BadRequest("InvalidTimestamp", f"{what} {text[:60]!r} is not an ISO 8601 date and time") from None


def event(
    start: str | None, duration: float, data: dict[str, Any] | None, now_us: int, *, exact: bool = False
) -> Event:
    """An event as the API takes it: start cut to milliseconds, duration kept to the microsecond (contract 2.1).

    `exact` keeps the start to the microsecond too, as events have it that were cut at the end of a pause.
    """
    start_us, duration_us = span(start, duration, now_us, exact=exact)
    return Event.from_us(None, start_us, duration_us, data or {})


def span(start: str | None, duration: float, now_us: int, *, exact: bool = False) -> tuple[int, int]:
    """When an event begins and how long it is, in µs; see `event`."""
    start_us = now_us if start is None else usual_us(start)
    if start_us is None:
        start_us = moment(start or "")
    if not exact:
        start_us -= start_us % 1000
    # Beyond this, days are more than datetime holds; NaN fails the comparison as well.
    if not -1e12 < duration < 1e12:
        raise BadRequest("InvalidDuration", f"duration {duration} is out of range")
    duration_us = round(duration * 1e6)
    if not (FIRST_US <= start_us <= LAST_US and FIRST_US <= start_us + duration_us <= LAST_US):
        raise BadRequest("InvalidDuration", "the event ends outside the years 1 to 9999")
    return start_us, duration_us


def heartbeat(shape: HeartbeatIn) -> Event:
    """The event of a heartbeat; its id is None."""
    return event(shape.timestamp, shape.duration, shape.data, 0)


def inserted(shape: EventIn, now_us: int) -> Event:
    """The event of an insert, with the id it is to replace, if it names one."""
    made = event(shape.timestamp, shape.duration, shape.data, now_us)
    if shape.id is not None:
        if not 0 <= shape.id < MAX_ID:
            raise BadRequest("InvalidId", f"id {shape.id} is out of range")
        made.id = shape.id
    return made


def when(text: str | None, what: str) -> datetime | None:
    """An aware moment from an optional ISO 8601 text."""
    return None if text is None else from_us(moment(text, what))
