"""Which table a record belongs to, by its shape alone: a page does not say whose it is."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from aw_datastore.recovery.pages import LOST, read_record
from aw_datastore.storages.dictionary import text_hash
from aw_datastore.storages.schema import ZERO_US

LOST_DATA: Final = '{"lost":true}'
"""What stands for an event's data that could not be brought back."""

# Years 1 to 9999, as far as a datetime reaches.
_FIRST_US: Final = -62_135_596_800_000_000 - ZERO_US
_LAST_US: Final = 253_402_300_799_999_999 - ZERO_US


class EventRow(NamedTuple):
    """As it stands in the table; `extra` None where there is none, `LOST_DATA` where it cannot be read."""

    id: int
    bucket: int
    start: int
    duration: int
    data_id: int | None
    extra: str | None


class DataRow(NamedTuple):
    """A distinct text; `proven` False: the hash is not that of the text, so one of them has changed."""

    id: int
    hash: int
    json: str | None
    proven: bool


class BucketRow(NamedTuple):
    """A bucket as it stands in the table."""

    key: int
    id: str
    name: str | None
    type: str
    client: str
    hostname: str
    created: int
    data: str
    dictionary: int


class RecordRow(NamedTuple):
    """A setting or another record."""

    kind: str
    key: str
    value: str
    modified: int


class SequenceRow(NamedTuple):
    """The highest id ever given out in a table."""

    table: str
    value: int


AnyRow = EventRow | DataRow | BucketRow | RecordRow | SequenceRow


def as_row(row_id: int, payload: bytes, length: int) -> AnyRow | None:
    """The row of one of our tables that these bytes are; None if they are none that makes sense."""
    values = read_record(payload, length)
    if values is None:
        return None
    make = _BY_COLUMNS.get(len(values))
    return make(row_id, values) if make else None


def as_entry(payload: bytes, length: int) -> tuple[Any, ...] | None:
    """An entry of one of our indexes, its last value being the id of a row.

    (hash, data id), (bucket, slot or start, event id), (name of a bucket, its key), (kind, key, row of a record).
    """
    values = read_record(payload, length)
    if values is None or len(values) not in (2, 3) or not isinstance(values[-1], int) or values[-1] < 1:
        return None
    kinds = {type(value) for value in values[:-1]}
    return tuple(values) if kinds in ({int}, {str}) else None


def is_json(text: object) -> bool:
    """Can this text be read back?"""
    try:
        return isinstance(text, str) and json.loads(text) is not LOST
    except (ValueError, RecursionError):
        return False


def _event(row_id: int, values: list[Any]) -> EventRow | None:
    nothing, bucket, start, duration, data_id, extra = values
    if nothing is not None or row_id < 1 or not isinstance(bucket, int) or not 0 < bucket < 2**31:
        return None
    if not isinstance(start, int) or not isinstance(duration, int):
        return None
    if not _FIRST_US <= start <= _LAST_US or not _FIRST_US <= start + duration <= _LAST_US:
        return None
    if data_id is not None and (not isinstance(data_id, int) or data_id < 1):
        return None
    if extra is not None and not is_json(extra):
        extra = LOST_DATA
    return EventRow(row_id, bucket, start, duration, data_id, extra)


def _data(row_id: int, values: list[Any]) -> DataRow | None:
    nothing, key, text = values
    if nothing is not None or row_id < 1 or not isinstance(key, int) or isinstance(text, int | float | bytes | None):
        return None
    text = text if isinstance(text, str) else None
    return DataRow(row_id, key, text, text is not None and text_hash(text) == key)


def _bucket(row_id: int, values: list[Any]) -> BucketRow | None:
    nothing, bucket_id, name, kind, client, hostname, created, data, dictionary = values
    if nothing is not None or row_id < 1 or not isinstance(created, int) or dictionary not in (0, 1):
        return None
    if not all(isinstance(text, str) for text in (bucket_id, kind, client, hostname)) or not bucket_id:
        return None
    name = name if isinstance(name, str) else None
    data = data if is_json(data) else "{}"
    return BucketRow(row_id, bucket_id, name, kind, client, hostname, created, data, dictionary)


def _record(_row_id: int, values: list[Any]) -> RecordRow | None:
    kind, key, value, modified = values
    if not isinstance(kind, str) or not isinstance(key, str) or not isinstance(modified, int) or not is_json(value):
        return None
    return RecordRow(kind, key, value, modified)


def _sequence(_row_id: int, values: list[Any]) -> SequenceRow | None:
    table, value = values
    return SequenceRow(table, value) if isinstance(table, str) and isinstance(value, int) else None


_BY_COLUMNS: Final = {2: _sequence, 3: _data, 4: _record, 6: _event, 9: _bucket}
