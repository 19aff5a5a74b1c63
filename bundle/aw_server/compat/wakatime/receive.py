"""What clients send: heartbeats one by one and many at once, deletions, and reports about themselves."""

from __future__ import annotations

import logging
from typing import Any

from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.beats import number, text
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import Invalid
from aw_server.compat.wakatime.intake import MOST_AT_ONCE
from aw_server.compat.wakatime.profile import username_of
from aw_server.compat.wakatime.ranges import parse_day

logger = logging.getLogger(__name__)

Shape = dict[str, Any]


def heartbeat(call: Call) -> tuple[Shape, int]:
    """One heartbeat, or a list of them whatever the address: some clients know one address only."""
    if isinstance(call.body, list):
        return heartbeats(call)
    body, status = call.services.intake.take([call.body], call.sender)[0]
    return body, 202 if status == 201 else status


def heartbeats(call: Call) -> tuple[Shape, int]:
    """Many heartbeats: one `[body, status]` each, in their order.

    The answer as a whole never fails for a broken one: clients would keep the batch and send it for ever, or lose it.
    """
    values = call.body if isinstance(call.body, list) else [call.body]
    if len(values) > MOST_AT_ONCE:
        raise Invalid(f"too many heartbeats at once: {len(values)}, at most {MOST_AT_ONCE}")
    answers = call.services.intake.take(values, call.sender)
    return {"responses": [list(answer) for answer in answers]}, 202


def delete_heartbeats(call: Call) -> tuple[Shape, int]:
    """Delete heartbeats of one local day by their ids, for good."""
    day, ids = day_and_ids(call)
    call.services.intake.delete(day, ids, call.calendar)
    return {"data": {}}, 200


def day_and_ids(call: Call) -> tuple[Any, list[str]]:
    """What a deletion names: `{"date": …, "ids": […]}`. Raises Invalid."""
    body = call.body if isinstance(call.body, dict) else {}
    date, ids = body.get("date"), body.get("ids")
    if not isinstance(date, str) or not date:
        raise Invalid("date is required", {"date": ["This field is required."]})
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise Invalid("ids is a list of ids", {"ids": ["A list of ids is required."]})
    return parse_day(date, call.calendar.today, "date"), ids


def plugin_error(call: Call) -> tuple[Shape, int]:
    """A crash report of a client: noted here, sent nowhere. Its log may name files, so that is for DEBUG only."""
    body = call.body if isinstance(call.body, dict) else {}
    words = [text(body.get(key)) or "?" for key in ("plugin", "cli_version", "platform", "architecture")]
    logger.warning("A plug-in reports an error of its own: %s", " ".join(word[:80] for word in words))
    logger.debug("It says: %s %s", body.get("error_message"), body.get("stacktrace"))
    return {"data": {}}, 201


def file_experts(call: Call) -> tuple[Shape, int]:
    """Who knows a file: the owner, with the time they spent in it."""
    body = call.body if isinstance(call.body, dict) else {}
    entity = text(body.get("entity"))
    if entity is None:
        raise Invalid("entity is required", {"entity": ["This field is required."]})
    wanted = _relative(entity, number(body.get("project_root_count")))
    seconds = _time_in(call, entity, text(body.get("project")), wanted) / 1_000_000
    hours, minutes, _ = fmt.clock(seconds)
    name = call.profile.display_name
    person = {
        "id": call.owner.id,
        "is_current_user": True,
        "long_name": name,
        "name": call.profile.full_name.partition(" ")[0] or username_of(call.profile),
    }
    total = {
        "decimal": fmt.decimal(seconds),
        "digital": f"{hours}:{minutes:02}",
        "text": fmt.text(seconds),
        "total_seconds": seconds,
    }
    return {"data": [{"total": total, "user": person}] if seconds else []}, 200


def _time_in(call: Call, entity: str, project: str | None, relative: str | None) -> int:
    """Microseconds ever spent in a file; the same file of the project on another machine counts too."""
    from aw_server.compat.wakatime.ranges import Days

    first = call.calendar.day_of(call.first_day_us())
    activity = call.activity(Days(min(first, call.calendar.today), call.calendar.today), filtered=False)
    return sum(
        us
        for fact, us in activity.by_fact()
        if fact.entity == entity
        or (relative and project and fact.project == project and fact.entity.replace("\\", "/").endswith(relative))
    )


def _relative(entity: str, root_count: int | None) -> str | None:
    """The path below the project's root, with the slash before it."""
    if not root_count or root_count < 0:
        return None
    parts = entity.replace("\\", "/").split("/")
    # The root itself begins with the empty part before the first slash.
    rest = parts[root_count + (parts[0] == "") :]
    return "/" + "/".join(rest) if rest else None
