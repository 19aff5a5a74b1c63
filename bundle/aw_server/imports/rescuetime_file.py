"""History from RescueTime: its archive of logged time (CSV), or answers of its API (CSV, JSON), as a source.

Rows say how long something was in front within a period, not when. The times of a period are laid out one after another
from its start, in the order of the file, never over each other: sums stay exact, to the second nothing is where it was.
They become the windows of a device called `rescuetime`, so that they count once beside what was recorded here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_datastore.foreign import Known, Source, SourceBucket, SourceRow
from aw_server.api_day import zone_named
from aw_server.exceptions import BadRequest

HOST: Final = "rescuetime"
BUCKET: Final = "rescuetime-import"
_TIME: Final = "Time Spent (seconds)"
_NOTHING: Final = "No Details"
_SECOND: Final = 1_000_000
# `2020-06-28 20:00:00 -0700`
_ARCHIVED: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}")
_ARCHIVE_COLUMNS: Final = 6
_WRONG: Final = "NotImportable"


class _Spent(NamedTuple):
    """One row: the start of its period (µs UTC), None if it cannot be read; seconds; what on."""

    start: int | None
    seconds: int
    data: dict[str, Any]


class RescueTimeFile(Source):
    """The whole file is held in memory. `zone`: that of times without an offset; this computer's without one.

    Raises BadRequest for a table of the service that has no activities or no dates, OSError.
    """

    layout = "history of RescueTime"

    def __init__(self, path: Path, zone: ZoneInfo | None = None) -> None:
        self._zone = zone or zone_named(None)
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        self._rows = list(_laid_out(list(self._spent(text))))

    def buckets(self) -> list[SourceBucket]:
        return [SourceBucket(0, BUCKET, "currentwindow", HOST, HOST)]

    def events(self, bucket: SourceBucket, known: Known | None = None) -> Iterator[SourceRow]:
        return iter(self._rows)

    def count(self) -> int:
        return len(self._rows)

    def last_id(self) -> int:
        return 0

    def _spent(self, text: str) -> Iterator[_Spent]:
        if text.lstrip().startswith("{"):
            yield from self._table(*_parts(text))
            return
        try:
            rows = [row for row in csv.reader(io.StringIO(text)) if row]
        except csv.Error as error:
            raise BadRequest(_WRONG, f"This table of RescueTime is damaged: {error}") from None
        if rows and _TIME in rows[0]:
            yield from self._table(rows[0], rows[1:])
        else:
            yield from map(_archived, rows)

    def _table(self, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[_Spent]:
        at = {name: number for number, name in enumerate(headers)}
        if not {"Date", _TIME, "Activity"} <= at.keys():
            message = "This table of RescueTime has no activities by date (perspective=interval)"
            raise BadRequest(_WRONG, message)
        for row in rows:
            try:
                local = datetime.fromisoformat(str(row[at["Date"]]))
                start = to_us((local if local.tzinfo else local.replace(tzinfo=self._zone)).astimezone(UTC))
                named = (str(row[at[name]]) if name in at else "" for name in ("Activity", "Document", "Category"))
                yield _Spent(start, _seconds(row[at[_TIME]]), _data(*named))
            except (ValueError, TypeError, IndexError, OverflowError):
                yield _Spent(None, 0, {})


def is_rescuetime(path: Path) -> bool:
    """Whether a file looks like something of that service. OSError if it cannot be read."""
    with path.open("rb") as file:
        head = file.read(4096).decode("utf-8-sig", "replace").lstrip()
    if head.startswith("{"):
        return '"row_headers"' in head
    first = head.partition("\n")[0]
    return _TIME in first or bool(_ARCHIVED.match(first.strip('"')) and first.count(",") >= _ARCHIVE_COLUMNS - 1)


def _parts(text: str) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of an answer as JSON. Raises BadRequest for anything else."""
    try:
        table = json.loads(text)
    except ValueError:
        table = {}
    headers, rows = table.get("row_headers"), table.get("rows")
    if not isinstance(headers, list) or not isinstance(rows, list):
        raise BadRequest(_WRONG, "This answer of RescueTime is damaged: its JSON has no row_headers and rows")
    return list(map(str, headers)), [row if isinstance(row, list) else [] for row in rows]


def _archived(row: list[str]) -> _Spent:
    """`time, activity, details, category, overview, seconds` of the archive."""
    try:
        start = to_us(datetime.strptime(row[0], "%Y-%m-%d %H:%M:%S %z").astimezone(UTC))
        return _Spent(start, _seconds(row[-1]), _data(row[1], row[2], row[3]))
    except (ValueError, IndexError, OverflowError):
        return _Spent(None, 0, {})


def _data(activity: str, document: str, category: str) -> dict[str, Any]:
    title = "" if document == _NOTHING else document
    return {"app": activity, "title": title, "imported": HOST, "category": category}


def _seconds(value: Any) -> int:
    seconds = int(value)
    if seconds < 0:
        raise ValueError("no length of time")
    return seconds


def _laid_out(rows: list[_Spent]) -> Iterator[SourceRow]:
    """The rows as events by start; those that cannot be read as such, so that they are counted."""
    order = sorted(range(len(rows)), key=lambda at: (rows[at].start is None, rows[at].start or 0, at))
    free = 0
    for at in order:
        start, seconds, data = rows[at]
        if start is None:
            yield SourceRow(at, None)
            continue
        begin = max(start, free)
        free = begin + seconds * _SECOND
        yield SourceRow(at, Event.from_us(None, begin, seconds * _SECOND, data))
