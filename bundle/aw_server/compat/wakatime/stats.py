"""A range of days as one sum: stats of the owner, and of "everybody", who is the owner."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.engine import Rules
from aw_server.compat.wakatime.errors import Invalid, NoSuchThing
from aw_server.compat.wakatime.profile import username_of
from aw_server.compat.wakatime.ranges import StatsRange, stats_range
from aw_server.compat.wakatime.summing import lists, other_us, sums

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity

Shape = dict[str, Any]

_SECOND = 1_000_000
_LOWEST_YEAR = 2013
# What the service lets be compared with others.
_PUBLIC = Rules(timeout=15, writes_only=False)


def stats(call: Call, name: str | None = None) -> tuple[Shape, int]:
    """The owner's stats of a range, by default the one of their profile."""
    chosen = chosen_range(call, name or call.args.get("range") or call.profile.profile_range)
    activity = call.activity(chosen.days)
    identity = call.identity
    granted = identity.dimensions("read_stats", "read_summaries", "read_heartbeats")
    times = activity.by_fact()
    best = best_day(activity.by_day(), list(chosen.days.each()))
    if granted is not None and "best_day" not in granted:
        best = dict.fromkeys(best)
    return {
        "data": {
            "id": beats.stable_id("stats", f"{chosen.name} {chosen.days.first} {chosen.days.last}"),
            **_totals(activity, other_us(times)),
            **lists(times, granted, call.project is not None),
            "best_day": best,
            **envelope(call, chosen),
            "is_already_updating": False,
            "is_cached": False,
            "is_coding_activity_visible": call.profile.logged_time_public,
            "is_other_usage_visible": call.profile.other_usage_public,
            "username": username_of(call.profile),
        }
    }, 200


def chosen_range(call: Call, name: str) -> StatsRange:
    """The days behind a range's name."""
    return stats_range(name, call.calendar.today, call.calendar.day_of(call.first_day_us()))


def envelope(call: Call, chosen: StatsRange) -> Shape:
    """What stands around the figures of every range: they are computed when asked for, so never stale."""
    start, end = call.calendar.span(chosen.days)
    now = fmt.iso(call.now_us)
    return {
        "range": chosen.name,
        "human_readable_range": chosen.text,
        "status": "ok",
        "percent_calculated": 100,
        "is_including_today": chosen.days.last >= call.calendar.today,
        "is_stuck": False,
        "is_up_to_date": True,
        "is_up_to_date_pending_future": False,
        "start": fmt.iso(start),
        "end": fmt.iso_last_second(end),
        "timezone": call.calendar.name,
        "timeout": call.rules.timeout,
        "writes_only": call.rules.writes_only,
        "user_id": call.owner.id,
        "created_at": now,
        "modified_at": now,
    }


def aggregate(call: Call, name: str) -> tuple[Shape, int]:
    """All users of this server, who are one, over the last week or a year that is over."""
    today = call.calendar.today
    if name != "last_7_days" and not (name.isdecimal() and len(name) == 4):
        raise Invalid(f"unknown range: {name[:60]}")
    if name.isdecimal() and not _LOWEST_YEAR <= int(name) < today.year:
        raise NoSuchThing(f"there are no stats of everybody for {name}")
    chosen = chosen_range(call, name)
    activity = call.services.engine.activity(chosen.days, call.calendar.zone, _PUBLIC)
    times, active = activity.by_fact(), sum(us > 0 for us in activity.by_day())
    total = activity.total() / _SECOND
    average = _measures(total / active if active else 0.0)
    del average["sum"]
    start, end = call.calendar.span(chosen.days)
    kinds = ("categories", "editors", "languages", "operating_systems")
    granted = call.identity.dimensions("read_stats", "read_summaries", "read_heartbeats")
    return {
        "data": {
            **{k: _aggregated(sums(times, k)) if granted is None or k in granted else [] for k in kinds},
            "daily_average": average,
            "total": _measures(total),
            "range": {
                "end_date": chosen.days.last.isoformat(),
                "end_text": fmt.iso_last_second(end),
                "name": chosen.name,
                "start_date": chosen.days.first.isoformat(),
                "start_text": fmt.iso(start),
                "text": chosen.text,
            },
            "timeout": _PUBLIC.timeout,
            "writes_only": _PUBLIC.writes_only,
        }
    }, 200


def _totals(activity: Activity, others: int) -> Shape:
    totals = activity.by_day()
    active = sum(us > 0 for us in totals)
    including = sum(totals) / _SECOND
    excluding = (sum(totals) - others) / _SECOND
    average, average_including = (s / active if active else 0.0 for s in (excluding, including))
    return {
        "total_seconds": excluding,
        "total_seconds_including_other_language": including,
        "human_readable_total": fmt.text(excluding),
        "human_readable_total_including_other_language": fmt.text(including),
        "daily_average": average,
        "daily_average_including_other_language": average_including,
        "human_readable_daily_average": fmt.text(average),
        "human_readable_daily_average_including_other_language": fmt.text(average_including),
        "holidays": len(totals) - active,
        "days_including_holidays": len(totals),
        "days_minus_holidays": active,
    }


def best_day(totals: list[int], days: list[date]) -> Shape:
    """The day with most time, the earliest of several; nulls where there is none."""
    most = max(totals, default=0)
    if not most:
        return {"date": None, "text": None, "total_seconds": None}
    seconds = most / _SECOND
    return {"date": days[totals.index(most)].isoformat(), "text": fmt.text(seconds), "total_seconds": seconds}


def _aggregated(found: dict[str, int]) -> list[Shape]:
    ordered = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
    return [{"name": name, "is_verified": True, **_measures(us / _SECOND)} for name, us in ordered]


def _measures(seconds: float) -> Shape:
    """Average, most, median and sum of one person."""
    value = {"seconds": seconds, "text": fmt.text(seconds)}
    return {"average": value, "count": {"text": "1"}, "max": value, "median": value, "sum": value}
