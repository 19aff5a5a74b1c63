"""Tables as CSV and JSON, exactly as the service wrote them."""

from __future__ import annotations

import csv
import io
import json
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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.headers)
    writer.writerows(table.rows)
    # Half a surrogate pair, as real window titles have it, has no UTF-8 form.
    return text.getvalue().encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _json(table: Table) -> bytes:
    return json_text({"notes": NOTES, "row_headers": table.headers, "rows": table.rows})
