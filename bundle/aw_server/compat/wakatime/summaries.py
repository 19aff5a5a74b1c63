"""Days summed up: summaries, the status bar, the total since ever."""

from __future__ import annotations

from datetime import date
from typing import Any

from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.ranges import ONE, Calendar, Days
from aw_server.compat.wakatime.summing import lists, other_us

Shape = dict[str, Any]

_SECOND = 1_000_000


def summaries(call: Call) -> tuple[Shape, int]:
    """One summary a day, empty days too."""
    days = call.days()
    activity = call.activity(days)
    granted = call.identity.dimensions("read_summaries", "read_heartbeats")
    of_project = call.project is not None
    data = []
    others, totals = 0, activity.by_day()
    for number, day in enumerate(days.each()):
        times = activity.by_fact(number) if totals[number] else []
        others += other_us(times)
        data.append(summary(call.calendar, day, totals[number], lists(times, granted, of_project)))
    start, end = call.calendar.span(days)
    return {
        "data": data,
        "cumulative_total": _cumulative(sum(totals)),
        "daily_average": average(totals, others),
        "start": fmt.iso(start),
        "end": fmt.iso_last_second(end),
    }, 200


def status_bar(call: Call) -> tuple[Shape, int]:
    """Today, computed when asked for."""
    today = Days(call.calendar.today, call.calendar.today)
    activity = call.activity(today, filtered=False, coding=True)
    granted = call.identity.dimensions("read_summaries", "read_heartbeats")
    data = summary(call.calendar, today.first, activity.total(), lists(activity.by_fact(0), granted))
    return {"cached_at": fmt.iso(call.now_us), "has_team_features": False, "data": data}, 200


def all_time(call: Call) -> tuple[Shape, int]:
    """The total since the first day; of a project since its first."""
    calendar = call.calendar
    first = min(calendar.day_of(call.first_day_us()), calendar.today)
    activity = call.activity(Days(first, calendar.today))
    totals = activity.by_day()
    if call.project is not None:
        first = next((day for day, us in zip(Days(first, calendar.today).each(), totals, strict=True) if us), first)
    total, active = sum(totals) / _SECOND, sum(us > 0 for us in totals)
    start, end = calendar.span(Days(first, calendar.today))
    return {
        "data": {
            "daily_average": total / active if active else 0.0,
            "decimal": fmt.decimal(total),
            "digital": fmt.digital(total),
            "is_up_to_date": True,
            "percent_calculated": 100,
            "range": {
                "end": fmt.iso_last_second(end),
                "end_date": calendar.today.isoformat(),
                "end_text": fmt.day_text(calendar.today, calendar.today),
                "start": fmt.iso(start),
                "start_date": first.isoformat(),
                "start_text": fmt.day_text(first, calendar.today),
                "timezone": calendar.name,
            },
            "text": fmt.text(total),
            "timeout": call.rules.timeout,
            "total_seconds": total,
        }
    }, 200


def summary(calendar: Calendar, day: date, us: int, rows: Shape) -> Shape:
    """One day with its lists."""
    return {"grand_total": fmt.total(us / _SECOND), **rows, "range": day_range(calendar, day)}


def day_range(calendar: Calendar, day: date) -> Shape:
    """A day as a range."""
    return {
        "date": day.isoformat(),
        "start": fmt.iso(calendar.midnight(day)),
        "end": fmt.iso_last_second(calendar.midnight(day + ONE)),
        "text": fmt.day_text(day, calendar.today),
        "timezone": calendar.name,
    }


def average(totals: list[int], others: int) -> Shape:
    """The average day with any time, of these days' microseconds; `others` of them without a language."""
    active = sum(us > 0 for us in totals)
    seconds = int((sum(totals) - others) / _SECOND / active) if active else 0
    including = int(sum(totals) / _SECOND / active) if active else 0
    return {
        "holidays": len(totals) - active,
        "days_including_holidays": len(totals),
        "days_minus_holidays": active,
        "seconds": seconds,
        "text": fmt.text(seconds),
        "seconds_including_other_language": including,
        "text_including_other_language": fmt.text(including),
    }


def _cumulative(us: int) -> Shape:
    seconds = us / _SECOND
    return {
        "seconds": seconds,
        "text": fmt.text(seconds),
        "decimal": fmt.decimal(seconds),
        "digital": fmt.digital(seconds),
    }
