"""Time that comes with a start and an end out of other programs: meetings, calls. Counted where no editor was used."""

from __future__ import annotations

import math
import threading
import uuid
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, Final

from aw_core.models import Event
from aw_server.api import ServerAPI
from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime.agents import UNKNOWN_OS
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.durations import around
from aw_server.compat.wakatime.errors import Invalid, Refusal
from aw_server.compat.wakatime.facts import UNKNOWN_BRANCH, UNKNOWN_MACHINE, UNKNOWN_PROJECT, Fact
from aw_server.compat.wakatime.ranges import Days
from aw_server.compat.wakatime.receive import day_and_ids
from aw_server.compat.wakatime.tables import OTHER, category_name
from aw_server.privacy_records import judged

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Span

Shape = dict[str, Any]

KIND: Final = "wakatime.external"
_SECOND: Final = 1_000_000
_YEAR: Final = 366 * 86_400
_LONGEST_META: Final = 2083
_MOST_AT_ONCE: Final = 1000
_CATEGORY_OF: Final = {"domain": "browsing", "app": "communicating"}
_OPTIONAL: Final = ("project", "branch", "language", "meta")
OWN_PROVIDER: Final = "api key"
"""The provider of what came with the owner's own key, not from an application."""
DAILY_PROVIDER: Final = "daily export"
"""The provider of days that were taken in as sums."""


class Externals:
    """External durations in the records, by id. Thread-safe."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._known: dict[str, Shape] | None = None
        self._purges = 0
        self._ids: dict[tuple[str, str], str] = {}

    def put(self, shape: Shape) -> Shape:
        """Store one; the same external id of the same provider is updated, and keeps its id."""
        with self._lock, self._api.db.transaction():
            return self._put(shape)[0]

    def put_many(self, shapes: list[Shape]) -> int:
        """Store several, all or none; how many were not there before."""
        with self._lock, self._api.db.transaction():
            return sum(self._put(shape)[1] for shape in shapes)

    def _put(self, shape: Shape) -> tuple[Shape, bool]:
        kept = self._filtered(shape)
        if kept is None:
            # Acknowledged and forgotten, as heartbeats are that a rule drops.
            return shape, False
        shape = kept
        known = self._loaded()
        old = self._ids.get((shape["provider"], shape["external_id"]))
        shape = shape | {"id": old or shape["id"]}
        self._api.db.records.put(KIND, shape["id"], shape)
        known[shape["id"]] = shape
        self._ids[shape["provider"], shape["external_id"]] = shape["id"]
        return shape, old is None

    def _filtered(self, shape: Shape) -> Shape | None:
        """As it may be stored by the privacy rules; None if it may not be."""
        start_us, end_us = _us(shape["start_time"]), _us(shape["end_time"])

        def apply(bucket: str, data: Shape) -> Shape | None:
            kept = self._api.privacy.filtered(bucket, Event.from_us(None, start_us, end_us - start_us, data))
            return None if kept is None else kept.data

        return judged(KIND, shape, apply)

    def delete(self, ids: list[str]) -> None:
        """Forget some, for good."""
        with self._lock, self._api.db.transaction():
            for one in ids:
                self._api.db.records.delete(KIND, one)
                gone = self._loaded().pop(one, None)
                if gone is not None:
                    del self._ids[gone["provider"], gone["external_id"]]

    def of_provider(self, provider: str, prefix: str = "") -> list[str]:
        """The ids of everything that came from it, with such a beginning of the external id."""
        with self._lock:
            self._loaded()
            return [key for (of, given), key in self._ids.items() if of == provider and given.startswith(prefix)]

    def leave_only(self, providers: Iterable[str]) -> None:
        """Forget what came from applications that have no access any more."""
        kept = {OWN_PROVIDER, DAILY_PROVIDER, *providers}
        with self._lock:
            gone = [key for key, shape in self._loaded().items() if shape["provider"] not in kept]
        if gone:
            self.delete(gone)

    def between(self, start_us: int, end_us: int) -> list[Shape]:
        """Those that touch [start, end) (µs UTC), by their start."""
        with self._lock:
            found = [
                s for s in self._loaded().values() if _us(s["start_time"]) < end_us and _us(s["end_time"]) > start_us
            ]
        return sorted(found, key=lambda shape: (shape["start_time"], shape["id"]))

    def first_us(self) -> int | None:
        """When the first of them begins (µs UTC)."""
        with self._lock:
            return min((_us(shape["start_time"]) for shape in self._loaded().values()), default=None)

    def spans(self, start_us: int, end_us: int) -> tuple[Hashable, list[Span]]:
        """The same as time to be counted, and a value that changes whenever they do."""
        from aw_server.compat.wakatime.columns import Span

        found = self.between(start_us, end_us)
        spans = [Span(_us(s["start_time"]), _us(s["end_time"]), fact_of(s)) for s in found]
        # The spans themselves: what is kept under this value is shared by everybody who reads the same records.
        return tuple(spans), spans

    def _loaded(self) -> dict[str, Shape]:
        purges = self._api.history.purges
        if self._known is None or purges != self._purges:
            self._purges = purges
            self._known = self._api.db.records.all(KIND)
            self._ids = {(s["provider"], s["external_id"]): key for key, s in self._known.items()}
        return self._known


def listing(call: Call) -> tuple[Shape, int]:
    """The day's external durations."""
    days = call.day()
    start, end = call.calendar.span(days)
    data = [
        shown(shape)
        for shape in call.services.externals.between(start, end)
        if call.project in (None, shape["project"]) and (not call.branches or shape["branch"] in call.branches)
    ]
    return {"data": data, **around(call, days)}, 200


def create(call: Call) -> tuple[Shape, int]:
    """Store one, or a list as below."""
    if isinstance(call.body, list):
        return create_many(call)
    return {"data": shown(call.services.externals.put(read(call, call.body)))}, 201


def create_many(call: Call) -> tuple[Shape, int]:
    """Store many: one `[body, status]` each, in their order."""
    values = call.body if isinstance(call.body, list) else [call.body]
    if len(values) > _MOST_AT_ONCE:
        raise Invalid(f"too many at once: {len(values)}, at most {_MOST_AT_ONCE}")
    responses: list[list[Any]] = []
    for value in values:
        try:
            responses.append([{"data": shown(call.services.externals.put(read(call, value)))}, 201])
        except Refusal as error:
            responses.append([error.body, error.status])
    return {"responses": responses}, 201


def delete(call: Call) -> tuple[Shape, int]:
    """Delete some of one local day by their ids, for good."""
    day, ids = day_and_ids(call)
    start, end = call.calendar.span(Days(day, day))
    there = {shape["id"] for shape in call.services.externals.between(start, end)}
    call.services.externals.delete([one for one in ids if one in there])
    return {"data": {}}, 200


def read(call: Call, value: Any) -> Shape:
    """An external duration as it is stored. Raises Invalid with the field at fault."""
    if not isinstance(value, dict):
        raise Invalid("An external duration is an object.")
    texts = {key: beats.text(value.get(key)) for key in ("external_id", "entity", "type")}
    missing = {key: ["This field is required."] for key, found in texts.items() if found is None}
    if missing:
        raise Invalid("a field is missing", missing)
    start, end = (_moment(value.get(key), key) for key in ("start_time", "end_time"))
    _check_span(call, start, end)
    meta = beats.text(value.get("meta"))
    if meta is not None and len(meta) > _LONGEST_META:
        raise Invalid("meta is too long", {"meta": [f"At most {_LONGEST_META} characters."]})
    provider = call.identity.app or OWN_PROVIDER
    return {
        "id": str(uuid.uuid4()),
        **texts,
        "provider": provider,
        "category": beats.text(value.get("category")) or _CATEGORY_OF.get(str(texts["type"]), "coding"),
        "start_time": start,
        "end_time": end,
        **{key: beats.text(value.get(key)) for key in _OPTIONAL},
    }


def shown(shape: Shape) -> Shape:
    """As the API shows it, without what only this server knows of it."""
    return {key: value for key, value in shape.items() if not key.startswith("_")}


def fact_of(shape: Shape) -> Fact:
    """What its time counts for."""
    return Fact(
        project=shape["project"] or UNKNOWN_PROJECT,
        language=shape["language"] or OTHER,
        branch=shape["branch"] or UNKNOWN_BRANCH,
        category=category_name(shape["category"]),
        editor=shape.get("_editor") or shape["provider"],
        os=shape.get("_os") or UNKNOWN_OS,
        machine=shape.get("_machine") or UNKNOWN_MACHINE,
        entity=shape["entity"],
        dependencies=(),
        is_write=False,
        agent=None,
    )


def _check_span(call: Call, start: float, end: float) -> None:
    """Neither reversed nor more than a year from today, nor before the owner's first day."""
    if end < start:
        raise Invalid("end_time is before start_time", {"end_time": ["It is before start_time."]})
    now = call.now_us / _SECOND
    if abs(start - now) > _YEAR or abs(end - now) > _YEAR:
        raise Invalid("too far from today", {"start_time": ["It has to be within one year of today."]})
    first = call.calendar.midnight(call.calendar.day_of(call.first_day_us())) / _SECOND
    if start < first:
        raise Invalid("before the account was made", {"start_time": ["It is before the first day of this account."]})


def _moment(value: Any, key: str) -> float:
    wrong = {key: ["A UNIX time in seconds is required."]}
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid(f"{key} is required", wrong)
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Invalid(f"{key} is not a number", wrong)
    return found


def _us(seconds: float) -> int:
    return round(seconds * _SECOND)
