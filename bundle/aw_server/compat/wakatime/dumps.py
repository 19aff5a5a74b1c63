"""Exports in the service's own form: every heartbeat, or every day summed up, as one file that can be taken in again.

Written by a thread of its own, day by day, beside the server's other files; gone a week later.
"""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from flask import Response, request, send_file

from aw_core.dirs import get_cache_dir
from aw_core.files import ensure_private_dir
from aw_server import jsonfmt
from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.durations import heartbeat
from aw_server.compat.wakatime.errors import Invalid, NoSuchThing
from aw_server.compat.wakatime.facts import agent_of
from aw_server.compat.wakatime.people import user
from aw_server.compat.wakatime.ranges import ONE, Days
from aw_server.compat.wakatime.summing import DIMENSIONS, lists

logger = logging.getLogger(__name__)

Shape = dict[str, Any]

KIND: Final = "wakatime.dumps"
_LIFE_US: Final = 7 * 86_400_000_000
_STUCK_US: Final = 3600 * 1_000_000
_BUSY: Final = "Wait for your current export to expire before creating another."
PENDING, PROCESSING, COMPLETED = "Pending…", "Processing coding activity…", "Completed"


class Dumps:
    """The exports of one server. One is written at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing: str | None = None

    def listing(self, call: Call) -> tuple[Shape, int]:
        """Every export that has not expired, newest first."""
        self._sweep(call)
        found = call.api.db.records.all(KIND).values()
        rows = [self._shape(call, dump) for dump in sorted(found, key=lambda dump: -dump["created"])]
        return {"data": rows, "total": len(rows), "total_pages": 1}, 200

    def create(self, call: Call) -> tuple[Shape, int]:
        """Begin an export. Raises Invalid for another kind, and while one is being written."""
        kind = call.body.get("type") if isinstance(call.body, dict) else None
        if kind not in ("daily", "heartbeats"):
            raise Invalid("type is daily or heartbeats", {"type": ["It has to be daily or heartbeats."]})
        dump = {
            "id": str(uuid.uuid4()),
            "type": kind,
            "created": call.now_us,
            "percent": 0.0,
            "state": PENDING,
            "secret": os.urandom(20).hex(),
        }
        with self._lock:
            if self._writing is not None:
                raise Invalid(_BUSY)
            self._writing = dump["id"]
        call.api.db.records.put(KIND, dump["id"], dump)
        threading.Thread(target=self._write, args=(call, dump), name="wakatime-dump", daemon=True).start()
        return {"data": self._shape(call, dump)}, 201

    def download(self, call: Call, secret: str) -> tuple[Any, int]:
        """The file; whoever has its address may have it, as with the service. Raises NoSuchThing."""
        self._sweep(call)
        for dump in call.api.db.records.all(KIND).values():
            if dump["secret"] == secret and dump["state"] == COMPLETED and _path(dump["id"]).is_file():
                reply: Response = send_file(_path(dump["id"]), mimetype="application/json", as_attachment=True)
                return reply, 200
        raise NoSuchThing("there is no such export, or it has expired")

    def _write(self, call: Call, dump: Shape) -> None:
        """In a thread of its own."""
        try:
            _write_file(call, dump)
        except Exception as error:
            logger.exception("An export failed: %s", type(error).__name__)
            dump |= {"failed": True, "state": PROCESSING}
        else:
            dump |= {"percent": 100.0, "state": COMPLETED}
        finally:
            with suppress(Exception):
                call.api.db.records.put(KIND, dump["id"], dump)
            with self._lock:
                self._writing = None

    def _sweep(self, call: Call) -> None:
        """Forget what has expired, with its file."""
        for dump in call.api.db.records.all(KIND).values():
            if dump["created"] + _LIFE_US < call.now_us:
                call.api.db.records.delete(KIND, dump["id"])
                with suppress(OSError):
                    _path(dump["id"]).unlink()

    def _shape(self, call: Call, dump: Shape) -> Shape:
        # A purge deletes the files.
        done = dump["state"] == COMPLETED and _path(dump["id"]).is_file()
        running = not done and dump["id"] == self._writing
        # One that nobody writes any more: the server ended in the middle of it.
        failed = bool(dump.get("failed")) or (not done and not running)
        return {
            "id": dump["id"],
            "status": dump["state"],
            "percent_complete": dump["percent"],
            "download_url": f"{request.host_url}api/v1/dumps/{dump['secret']}" if done else None,
            "type": dump["type"],
            "is_processing": running,
            "is_stuck": running and dump["created"] + _STUCK_US < call.now_us,
            "has_failed": failed,
            "expires": fmt.iso(dump["created"] + _LIFE_US),
            "created_at": fmt.iso(dump["created"]),
        }


def _path(dump_id: str) -> Path:
    return Path(get_cache_dir("aw-server")) / "wakatime-dumps" / f"{dump_id}.json"


def _write_file(call: Call, dump: Shape) -> None:
    path = _path(dump["id"])
    ensure_private_dir(path.parent)
    days = all_days(call)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b'{"user":' + jsonfmt.dumps(user(call)[0]["data"]))
        start, end = call.calendar.span(days)
        file.write(b',"range":' + jsonfmt.dumps({"start": start // 1_000_000, "end": end // 1_000_000 - 1}))
        file.write(b',"days":[')
        made = heartbeat_days(call, days) if dump["type"] == "heartbeats" else summed_days(call, days)
        for number, day in enumerate(made):
            file.write((b"," if number else b"") + jsonfmt.dumps(day))
            percent = round(100 * (number + 1) / days.number, 1)
            if percent >= dump["percent"] + 5 and percent < 100:
                dump |= {"percent": percent, "state": PROCESSING}
                call.api.db.records.put(KIND, dump["id"], dump)
        file.write(b"]}\n")


def all_days(call: Call) -> Days:
    """From the first day with anything to today."""
    first = call.services.engine.first_us()
    day = call.calendar.day_of(first) if first is not None else call.calendar.today
    return Days(min(day, call.calendar.today), call.calendar.today)


def heartbeat_days(call: Call, days: Days) -> Iterator[Shape]:
    """Every day with every heartbeat: what the API shows of it, with names for the ids, and all that was sent."""
    for day in days.each():
        start, end = call.calendar.span(Days(day, day))
        rows = []
        for stored in call.services.store.between(start, end):
            shown = heartbeat(stored, call.owner.id)
            sent = {key: value for key, value in stored.event.data.items() if not key.startswith("_")}
            rows.append(shown | sent | {"user_agent": agent_of(stored.event.data), "machine_name": stored.machine})
        yield {"date": day.isoformat(), "heartbeats": rows}


def summed_days(call: Call, days: Days) -> Iterator[Shape]:
    """Every day summed up, and each of its projects."""
    step = Days(days.first, days.first)
    while step.first <= days.last:
        # A month at a time: the columns of everything need not be in memory at once.
        step = Days(step.first, min(days.last, step.first + ONE * 30))
        activity = call.activity(step, filtered=False)
        for number, day in enumerate(step.each()):
            times = activity.by_fact(number)
            projects = []
            for row in lists(times, frozenset(("projects",)))["projects"]:
                own = [(fact, us) for fact, us in times if fact.project == row["name"]]
                inner = {name: rows for name, rows in lists(own, None, of_project=True).items() if name != "projects"}
                projects.append({"name": row["name"], "grand_total": fmt.total(row["total_seconds"]), **inner})
            whole = lists(times, frozenset(DIMENSIONS) - {"projects"}) | {"projects": projects}
            yield {"date": day.isoformat(), "grand_total": fmt.total(sum(us for _, us in times) / 1e6), **whole}
        step = Days(step.last + ONE, step.last + ONE)


def machine_of(data: Shape, names: dict[str, str]) -> str | None:
    """The machine of a heartbeat out of an export: by its name, else by its id."""
    name = beats.text(data.get("machine_name")) or beats.text(data.get("machine"))
    known = beats.text(data.get("machine_name_id"))
    return name or (names.get(known, f"machine-{known[:8]}") if known else None)
