"""RescueTime's Analytic Data API for Python programs: tables as columns and rows, ready for a DataFrame.

from aw_client.rescuetime import RescueTime

time = RescueTime("KEY")
table = time.data(perspective="interval", restrict_kind="productivity")
pandas.DataFrame(table.rows, columns=table.columns)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from aw_client.lazy_requests import req

HOME: Final = "http://localhost:5600/anapi"
"""The address of a server on this computer."""

_LONGEST: Final = 120.0


class RescueTimeError(Exception):
    """What the server refused; `kind` is "key not found", "query error", …, `status` the HTTP status."""

    def __init__(self, kind: str, message: str, status: int) -> None:
        super().__init__(message)
        self.kind = kind.removeprefix("#").strip()
        self.status = status


@dataclass(frozen=True)
class Table:
    """`columns` are the headers, `rows` lists of as many values."""

    columns: list[str]
    rows: list[list[Any]]

    def records(self) -> list[dict[str, Any]]:
        """Each row by the names of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def column(self, name: str) -> list[Any]:
        """All values of one column. KeyError if there is none of that name."""
        if name not in self.columns:
            raise KeyError(name)
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    def dates(self) -> list[datetime]:
        """The `Date` column as local times without zone. KeyError where the perspective is another one."""
        return [datetime.fromisoformat(text) for text in self.column("Date")]


class RescueTime:
    """Asks a server with a key; `address` is that of its `/anapi`. Raises RescueTimeError and what `requests` does."""

    def __init__(self, key: str, address: str = HOME) -> None:
        self._key = key
        self._address = address.rstrip("/")

    def data(self, **question: object) -> Table:
        """The table of a question, in any of the documented spellings; `date` objects are days, None is left out."""
        answer = cast(Mapping[str, Any], self._get("data", question | {"format": "json"}).json())
        return Table(answer["row_headers"], answer["rows"])

    def csv(self, **question: object) -> str:
        """The same as CSV text."""
        return str(self._get("data", question | {"format": "csv"}).text)

    def daily_summary(self) -> list[dict[str, Any]]:
        """The last two weeks, day by day."""
        return self._list("daily_summary_feed")

    def alerts(self, **question: object) -> list[dict[str, Any]]:
        """Alerts that went off; with `op="list"` all there are."""
        return self._list("alerts_feed", question)

    def highlights(self) -> list[dict[str, Any]]:
        """All highlights."""
        return self._list("highlights_feed")

    def focus_started(self) -> list[dict[str, Any]]:
        """When focus sessions began."""
        return self._list("focustime_started_feed")

    def focus_ended(self) -> list[dict[str, Any]]:
        """When focus sessions ended."""
        return self._list("focustime_ended_feed")

    def post_highlight(self, day: date | str, description: str, source: str = "") -> dict[str, Any]:
        """Note something about a day. This and what follows needs a key that may write."""
        return self._post("highlights_post", {"highlight_date": day, "description": description, "source": source})

    def post_offline_time(self, start: datetime | str, duration: int, name: str, details: str = "") -> dict[str, Any]:
        """Enter `duration` minutes away from the computer; a naive `start` is local time."""
        posted = {"start_time": start, "duration": duration, "activity_name": name, "activity_details": details}
        return self._post("offline_time_post", posted)

    def start_focus(self, minutes: int) -> dict[str, Any]:
        """Begin a focus session: a multiple of 5 minutes, or -1 until the day ends."""
        return self._post("start_focustime", {"duration": minutes})

    def end_focus(self) -> dict[str, Any]:
        """End it."""
        return self._post("end_focustime", {})

    def _list(self, path: str, question: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], self._get(path, question or {}).json())

    def _get(self, path: str, question: Mapping[str, object]) -> Any:
        return self._ask("GET", path, params=_written(question))

    def _post(self, path: str, posted: Mapping[str, object]) -> dict[str, Any]:
        return cast(dict[str, Any], self._ask("POST", path, data=_written(posted)).json())

    def _ask(self, method: str, path: str, **sent: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._key}"}
        with req.Session() as session:
            # Nobody in between: the server is close, and a proxy would see the key.
            session.trust_env = False
            answer = session.request(method, f"{self._address}/{path}", headers=headers, timeout=_LONGEST, **sent)
        found = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        if isinstance(found, dict) and "error" in found:
            raise RescueTimeError(str(found["error"]), str(found.get("messages", "")), answer.status_code)
        if answer.status_code >= 400:
            raise RescueTimeError("failed", f"the server answered {answer.status_code}", answer.status_code)
        return answer


def _written(values: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return str(int(value.timestamp())) if value.tzinfo else value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)
