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
from collections.abc import Iterator, Mapping, Sequence
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
_ARCHIVED: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?( ?[+-]\d\d:?\d\d)?")
_FEWEST_COLUMNS: Final = 5
_WRONG: Final = "NotImportable"

# Headers in lower case, by what stands below them. The archive has none, or others than the API.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "start": ("date", "time", "timestamp", "start", "start time", "date/time", "datetime"),
    "seconds": ("time spent (seconds)", "seconds", "duration (seconds)", "time (seconds)", "duration"),
    "activity": ("activity", "application", "app", "activity name"),
    "details": ("document", "details", "activity details", "detail", "title"),
    "category": ("category", "sub-category", "subcategory", "sub category"),
}
# Without headers: what the columns of text are, in their order.
_IN_ORDER: Final = ("activity", "details", "category")
Columns = Mapping[str, int]


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
            headers, rows = _parts(text)
        else:
            headers, rows = _table(text)
        found = _by_name(headers) if headers else _by_look(rows)
        if not {"start", "seconds", "activity"} <= found.keys():
            message = "This table of RescueTime has no activities by date (perspective=interval)"
            raise BadRequest(_WRONG, message)
        for row in rows:
            yield self._one(row, found)

    def _one(self, row: Sequence[Any], at: Columns) -> _Spent:
        try:
            # The archive has a space before the offset.
            local = datetime.fromisoformat(re.sub(r" (?=[+-]\d\d:?\d\d$)", "", str(row[at["start"]]).strip()))
            start = to_us((local if local.tzinfo else local.replace(tzinfo=self._zone)).astimezone(UTC))
            named = (str(row[at[name]]) if name in at else "" for name in _IN_ORDER)
            return _Spent(start, _seconds(row[at["seconds"]]), _data(*named))
        except (ValueError, TypeError, IndexError, OverflowError):
            return _Spent(None, 0, {})


def is_rescuetime(path: Path) -> bool:
    """Whether a file looks like something of that service. OSError if it cannot be read."""
    with path.open("rb") as file:
        head = file.read(4096).decode("utf-8-sig", "replace").lstrip()
    if head.startswith("{"):
        return '"row_headers"' in head
    first = next(csv.reader([head.partition("\n")[0]], delimiter=_delimiter(head)), [])
    if _TIME in first or {"start", "seconds", "activity"} <= _by_name(first).keys():
        return True
    return len(first) >= _FEWEST_COLUMNS and any(_ARCHIVED.fullmatch(value.strip()) for value in first)


def _delimiter(text: str) -> str:
    """What stands between the columns of a table: of what may, what its first line has most of."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    """Headers, none if the first row is one of times already, and rows of a CSV. Raises BadRequest."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text.lstrip())) if row]
    except csv.Error as error:
        raise BadRequest(_WRONG, f"This table of RescueTime is damaged: {error}") from None
    if rows and not any(_ARCHIVED.fullmatch(value.strip()) for value in rows[0]):
        return rows[0], rows[1:]
    return [], rows


def _by_name(headers: Sequence[str]) -> Columns:
    """Where which column is, by what it is called."""
    lower = [str(name).strip().lower() for name in headers]
    found = {}
    for what, names in _NAMES.items():
        at = next((lower.index(name) for name in names if name in lower), None)
        if at is not None:
            found[what] = at
    return found


def _by_look(rows: Sequence[Sequence[str]]) -> Columns:
    """Where which column is, by what stands in it: one is times, one whole numbers, the others texts in their order."""
    usual = [row for row in rows if any(_ARCHIVED.fullmatch(value.strip()) for value in row)][:200]
    width = min(map(len, usual), default=0)
    times = [at for at in range(width) if all(_ARCHIVED.fullmatch(row[at].strip()) for row in usual)]
    numbers = [at for at in range(width) if all(row[at].strip().isdecimal() for row in usual)]
    if not times or not numbers:
        return {}
    # An application may be called by a number on every row; how long it lasted stands last.
    found = {"start": times[0], "seconds": numbers[-1]}
    texts = [at for at in range(width) if at not in found.values()]
    return found | dict(zip(_IN_ORDER, texts, strict=False))


def _parts(text: str) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of an answer as JSON. Raises BadRequest for anything else."""
    try:
        table = json.loads(text)
    except ValueError:
        table = {}
    headers, rows = table.get("row_headers"), table.get("rows")
    if not headers or not isinstance(headers, list) or not isinstance(rows, list):
        raise BadRequest(_WRONG, "This answer of RescueTime is damaged: its JSON has no row_headers and rows")
    return list(map(str, headers)), [row if isinstance(row, list) else [] for row in rows]


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
