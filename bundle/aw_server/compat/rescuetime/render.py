"""Tables as CSV and JSON, exactly as the service wrote them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Final

from aw_server.compat.rescuetime.tables import Table

NOTES: Final = "data is an array of arrays (rows), column names for rows in row_headers"
CSV_TYPE: Final = "text/csv; charset=utf-8"
JSON_TYPE: Final = "application/json; charset=utf-8"


def written(table: Table, form: str) -> bytes:
    """The table as `csv` or `json`."""
    return _csv(table) if form == "csv" else _json(table)


def json_text(value: Any) -> bytes:
    """A value as JSON, escaped: the first-party client of the service decodes answers as ASCII."""
    return json.dumps(value, separators=(",", ":")).encode()


def _csv(table: Table) -> bytes:
    # Column by column: hundreds of thousands of rows, one for each hour, of a few thousand names.
    numbers = list(map(id, table.rests))
    known = {number: _fields(rest) for number, rest in dict(zip(numbers, table.rests, strict=True)).items()}
    rows = map(",".join, zip(*map(_texts, table.firsts), map(known.__getitem__, numbers), strict=True))
    return "\n".join([_fields(table.headers), *rows, ""]).encode()


def _texts(column: Sequence[Any]) -> list[str]:
    """Each of a column's fields, whole numbers and texts, as it is written."""
    known = {value: _fields([value]) if isinstance(value, str) else str(value) for value in set(column)}
    return list(map(known.__getitem__, column))


def _fields(values: Sequence[Any]) -> str:
    """Some neighbouring fields of a row as they are written."""
    text = io.StringIO()
    # One more, as an empty text is written otherwise where there is nothing else.
    csv.writer(text, lineterminator="\n").writerow((*values, 0))
    # Half a surrogate pair, as real window titles have it, has no UTF-8 form.
    return text.getvalue().removesuffix(",0\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _json(table: Table) -> bytes:
    return json_text({"notes": NOTES, "row_headers": table.headers, "rows": table.rows})
