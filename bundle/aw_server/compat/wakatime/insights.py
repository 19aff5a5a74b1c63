"""One view of a range of days each: weekdays, every day, the best one, averages, and the lists of stats."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import Invalid, NoSuchThing
from aw_server.compat.wakatime.ranges import Days
from aw_server.compat.wakatime.stats import best_day, chosen_range, envelope
from aw_server.compat.wakatime.summing import items, sums

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity

Shape = dict[str, Any]

_SECOND = 1_000_000
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LISTS = ("projects", "languages", "editors", "categories", "machines", "operating_systems")


def insight(call: Call, insight_type: str, name: str) -> tuple[Shape, int]:
    """One insight over a range. Raises NoSuchThing for a kind that is none."""
    chosen = chosen_range(call, name)
    activity = call.activity(chosen.days, filtered=False)
    granted = call.identity.dimensions("read_stats", "read_summaries", "read_heartbeats")
    days = list(chosen.days.each())
    more: Shape = {}
    payload: Any
    if insight_type in ("weekday", "weekdays"):
        payload = _weekdays(activity, chosen.days, _may(granted, "categories"))
        # The reference names the key by the path, clients by its plural.
        more = {"weekday": payload, "weekdays": payload}
    elif insight_type == "days":
        payload = _days(call, activity, chosen.days, _may(granted, "categories"))
    elif insight_type == "best_day":
        now = fmt.iso(call.now_us)
        found = best_day(activity.by_day() if _may(granted, "best_day") else [], days)
        payload = {**found, "created_at": now, "modified_at": now}
    elif insight_type == "daily_average":
        payload, counts = _daily_average(activity)
        more = counts
    elif insight_type in _LISTS:
        payload = items(activity.by_fact(), insight_type) if _may(granted, insight_type) else []
    else:
        raise NoSuchThing(f"there is no insight called {insight_type[:60]}")
    return {"data": {insight_type: payload, **more, **envelope(call, chosen), "is_already_updating": False}}, 200


def _may(granted: frozenset[str] | None, part: str) -> bool:
    return granted is None or part in granted


def _weekdays(activity: Activity, days: Days, with_categories: bool) -> list[Shape]:
    totals: dict[int, int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    categories: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, (day, us) in enumerate(zip(days.each(), activity.by_day(), strict=True)):
        weekday = day.weekday()
        counts[weekday] += 1
        totals[weekday] += us
        if us and with_categories:
            for name, part in sums(activity.by_fact(number), "categories").items():
                categories[weekday][name] += part
    rows = []
    for weekday, name in enumerate(_WEEKDAYS):
        count = counts[weekday]
        rows.append(
            {
                **_totalled(name, totals[weekday], count),
                "count": count,
                "categories": [
                    _totalled(category, us, count)
                    for category, us in sorted(categories[weekday].items(), key=lambda entry: (-entry[1], entry[0]))
                ],
            }
        )
    return rows


def _totalled(name: str, us: int, count: int) -> Shape:
    total = us / _SECOND
    average = total / count if count else 0.0
    return {
        "name": name,
        "total": total,
        "average": average,
        "human_readable_total": fmt.text(total),
        "human_readable_average": fmt.text(average),
    }


def _days(call: Call, activity: Activity, days: Days, with_categories: bool) -> list[Shape]:
    """Every day, those without time too; of one weekday only, if that was asked for."""
    wanted = _weekday(call.args.get("weekday"))
    rows = []
    for number, (day, us) in enumerate(zip(days.each(), activity.by_day(), strict=True)):
        if wanted is not None and day.weekday() != wanted:
            continue
        found = sums(activity.by_fact(number), "categories") if us and with_categories else {}
        ordered = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
        categories = [{"name": name, "total": part / _SECOND} for name, part in ordered]
        rows.append({"date": day.isoformat(), "total": us / _SECOND, "categories": categories})
    return rows


def _weekday(value: str | None) -> int | None:
    """0 for Monday, also by its name. Raises Invalid."""
    if not value:
        return None
    names = [name.lower() for name in _WEEKDAYS]
    found = names.index(value.lower()) if value.lower() in names else beats.number(value)
    if found is None or not 0 <= found <= 6:
        raise Invalid("weekday is a number from 0 (Monday) to 6, or a name")
    return found


def _daily_average(activity: Activity) -> tuple[Shape, Shape]:
    totals = activity.by_day()
    active = sum(us > 0 for us in totals)
    total = sum(totals) / _SECOND
    average = total / active if active else 0.0
    amounts = {"total": total, "daily_average": average}
    own = {key: {"seconds": value, "text": fmt.text(value)} for key, value in amounts.items()}
    everybody = {
        key: {"average": value, "max": value, "median": value, "text": fmt.text(value)}
        for key, value in amounts.items()
    }
    counts = {
        "holidays": len(totals) - active,
        "days_including_holidays": len(totals),
        "days_minus_holidays": active,
    }
    return {"current_user": own, "all_users": everybody}, counts
