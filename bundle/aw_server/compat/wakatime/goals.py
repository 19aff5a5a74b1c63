"""How far goals are reached, over the last seven days or weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from aw_core.timestamps import parse_timestamp, to_us
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import NoSuchThing
from aw_server.compat.wakatime.facts import Fact
from aw_server.compat.wakatime.naming import names_of
from aw_server.compat.wakatime.people import public_user
from aw_server.compat.wakatime.ranges import Calendar, Days
from aw_server.goals import Goal

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity

Shape = dict[str, Any]

_SECOND = 1_000_000
SHOWN = 7


@dataclass(frozen=True)
class Stretch:
    """One day or week of a goal: microseconds spent and wanted; `open` while it has not ended."""

    days: Days
    actual_us: int
    goal_seconds: int
    open: bool
    status: str = ""

    @property
    def actual(self) -> float:
        """Seconds spent."""
        return self.actual_us / _SECOND


def goals(call: Call) -> tuple[Shape, int]:
    """Every goal of the owner."""
    rows = [goal_shape(call, goal) for goal in call.api.goals.all()]
    return {"data": rows, "total": len(rows), "total_pages": 1}, 200


def goal(call: Call, goal: str) -> tuple[Shape, int]:
    """One goal. Raises NoSuchThing."""
    found = next((one for one in call.api.goals.all() if one.id == goal), None)
    if found is None:
        raise NoSuchThing("there is no such goal")
    return {"cached_at": fmt.iso(call.now_us), "data": goal_shape(call, found)}, 200


def goal_shape(call: Call, goal: Goal) -> Shape:
    """A goal with its chart."""
    stretches = stretches_of(goal, call.calendar.today, call.all_activity)
    created, modified = (_iso(text) for text in (goal.created_at, goal.modified_at))
    return {
        "average_status": average_status([stretch.status for stretch in stretches]),
        "chart_data": [_chart(call.calendar, goal, stretch) for stretch in stretches],
        "created_at": created,
        "cumulative_status": cumulative_status(goal, stretches),
        "custom_title": goal.custom_title,
        "delta": goal.delta,
        "editors": _lower(goal.editors),
        "id": goal.id,
        "ignore_days": list(goal.ignore_days),
        "ignore_zero_days": goal.ignore_zero_days,
        "improve_by_percent": goal.improve_by_percent,
        "is_current_user_owner": True,
        "is_enabled": goal.is_enabled,
        "is_inverse": goal.is_inverse,
        "is_snoozed": goal.is_snoozed,
        "is_tweeting": goal.is_tweeting,
        "languages": _lower(goal.languages),
        "categories": _lower(goal.categories),
        "modified_at": modified,
        "owner": _owner(call),
        "projects": _lower(goal.projects),
        "range_text": f"from {stretches[0].days.first} until {stretches[-1].days.last}",
        "seconds": goal.seconds,
        # Objects here break a client of two years ago, and there is nobody to share with.
        "shared_with": [],
        "snooze_until": goal.snooze_until,
        "status": stretches[-1].status,
        "status_percent_calculated": 100,
        "subscribers": [_subscriber(one) for one in goal.subscribers],
        "title": goal.custom_title or title(goal),
        "type": "coding",
    }


# -- judging ------------------------------------------------------------------------------------------------------


def judged(goal: Goal, stretch: Stretch) -> Stretch:
    """The stretch with its status: success, fail, pending or ignored."""
    status = _status(goal.is_inverse, stretch)
    empty = goal.ignore_zero_days and not stretch.actual_us
    free = goal.delta == "day" and f"{stretch.days.first:%A}".lower() in goal.ignore_days
    # A day that was reached counts, also on a free day; one without time is no merit of a goal to do less.
    if (status == "fail" and (empty or free)) or (goal.is_inverse and empty):
        status = "ignored"
    return Stretch(stretch.days, stretch.actual_us, stretch.goal_seconds, stretch.open, status)


def average_status(statuses: Sequence[str]) -> str:
    """Fail where more stretches failed than succeeded."""
    return "fail" if statuses.count("fail") > statuses.count("success") else "success"


def cumulative_status(goal: Goal, stretches: Sequence[Stretch]) -> str:
    """All stretches that count, taken together."""
    counted = [stretch for stretch in stretches if stretch.status != "ignored"]
    if not counted:
        return "ignored"
    actual = sum(stretch.actual for stretch in counted)
    wanted = sum(stretch.goal_seconds for stretch in counted)
    return "success" if (actual <= wanted if goal.is_inverse else actual >= wanted) else "fail"


def wanted_seconds(goal: Goal, number: int) -> int:
    """What the stretch of this number, the oldest being 0, is to hold."""
    return int(goal.seconds * (1 + (goal.improve_by_percent or 0) / 100) ** number)


def _status(inverse: bool, stretch: Stretch) -> str:
    if inverse:
        if stretch.actual > stretch.goal_seconds:
            return "fail"
        return "pending" if stretch.open else "success"
    if stretch.actual >= stretch.goal_seconds:
        return "success"
    return "pending" if stretch.open else "fail"


# -- time ---------------------------------------------------------------------------------------------------------


def stretches_of(goal: Goal, today: date, activity: Callable[[Days, bool], Activity]) -> list[Stretch]:
    """The last seven days or weeks of a goal, judged, oldest first, the present one last.

    `activity` gives all time of some days: of coding, or (True) of everything.
    """
    return _judged(goal, today, activity, SHOWN)[0]


def crossings(goal: Goal, today: date, activity: Callable[[Days, bool], Activity], first: date) -> list[int]:
    """When (µs UTC) days or weeks reached, or exceeded, what the goal names; from that of the day `first` on."""
    oldest = _period(goal.delta, first, 0).first
    number = (today - oldest).days // (1 if goal.delta == "day" else 7) + 1
    stretches, time = _judged(goal, today, activity, number)
    found = []
    for stretch in stretches:
        wanted = stretch.goal_seconds * _SECOND
        over = stretch.actual_us > wanted if goal.is_inverse else stretch.actual_us >= wanted
        if over and stretch.status != "ignored":
            day = (stretch.days.first - stretches[0].days.first).days
            found.append(time.moment(day, day + stretch.days.number, wanted))
    return found


def _judged(
    goal: Goal, today: date, activity: Callable[[Days, bool], Activity], number: int
) -> tuple[list[Stretch], Activity]:
    """The last so many days or weeks, oldest first, and all time in them that counts."""
    periods = [_period(goal.delta, today, back) for back in reversed(range(number))]
    # The last week ends after today, when nothing can have been recorded yet.
    days = Days(periods[0].first, periods[-1].last)
    time = activity(days, goal.counts == "everything").filtered(_counts(goal))
    totals = time.by_day()
    found = []
    for at, period in enumerate(periods):
        start = (period.first - days.first).days
        actual = sum(totals[start : start + period.number])
        # A goal that grows has grown since the oldest that is shown.
        wanted = wanted_seconds(goal, at - number + SHOWN)
        found.append(judged(goal, Stretch(period, actual, wanted, period.last >= today)))
    return found, time


def _period(delta: str, today: date, back: int) -> Days:
    if delta == "day":
        day = today - timedelta(days=back)
        return Days(day, day)
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return Days(monday, monday + timedelta(days=6))


def _counts(goal: Goal) -> Callable[[Fact], bool]:
    """Whether time counts for the goal: of one of its languages, and one of its editors, and so on."""
    wanted = [(set(_lower(getattr(goal, kind))), names_of) for kind, names_of in _NAMES.items()]
    named = [(names, names_of) for names, names_of in wanted if names]
    return lambda fact: not any(names.isdisjoint(names_of(fact)) for names, names_of in named)


_NAMES: Mapping[str, Callable[[Fact], set[str]]] = {
    "languages": lambda fact: {fact.language.lower()},
    "editors": lambda fact: {fact.editor.lower()},
    "projects": lambda fact: {fact.project.lower()},
    "categories": names_of,
}


# -- words --------------------------------------------------------------------------------------------------------


def title(goal: Goal) -> str:
    """`Code 1 hr per day except friday`."""
    amount = fmt.text(goal.seconds)
    words = [f"Code less than {amount} per {goal.delta}" if goal.is_inverse else f"Code {amount} per {goal.delta}"]
    for names, link in (
        (goal.languages, "in"),
        (goal.editors, "using"),
        (goal.projects, "on"),
        (goal.categories, "while"),
    ):
        if names:
            words.append(f"{link} {_listed(names)}")
    if goal.ignore_days:
        words.append(f"except {_listed(goal.ignore_days)}")
    return " ".join(words)


def reason(goal: Goal, stretch: Stretch) -> tuple[str, str]:
    """Why a stretch has its status, and the same in short."""
    if not stretch.actual_us:
        return "no coding activity", "no coding activity"
    difference = stretch.actual - stretch.goal_seconds
    more = "more" if difference >= 0 else "less"
    period = "daily" if goal.delta == "day" else "weekly"
    long = f"coded {fmt.text(stretch.actual)} which is {fmt.text(abs(difference))} {more} than your {period} goal"
    return long, f"{fmt.short(stretch.actual)} ({fmt.short(abs(difference))} {more} than goal)"


def _chart(calendar: Calendar, goal: Goal, stretch: Stretch) -> Shape:
    start, end = calendar.span(stretch.days)
    long, short = reason(goal, stretch)
    day = goal.delta == "day"
    within: Shape = {
        "end": fmt.iso_last_second(end),
        "start": fmt.iso(start),
        "text": fmt.short_day_text(stretch.days.first) if day else f"{stretch.days.first} until {stretch.days.last}",
        "timezone": calendar.name,
    }
    if day:
        within["date"] = stretch.days.first.isoformat()
    return {
        "actual_seconds": stretch.actual,
        "actual_seconds_text": fmt.text(stretch.actual),
        "goal_seconds": stretch.goal_seconds,
        "goal_seconds_text": fmt.text(stretch.goal_seconds),
        "range": within,
        "range_status": stretch.status,
        "range_status_reason": long,
        "range_status_reason_short": short,
    }


def _owner(call: Call) -> Shape:
    person = public_user(call)
    return {key: person[key] for key in ("display_name", "email", "full_name", "id", "photo", "username")}


def _subscriber(stored: Shape) -> Shape:
    keys = ("email", "email_frequency", "full_name", "display_name", "user_id", "username")
    return {key: stored.get(key) for key in keys}


def _lower(names: Sequence[str]) -> list[str]:
    return [name.lower() for name in names]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _iso(text: str | None) -> str | None:
    return None if text is None else fmt.iso(to_us(parse_timestamp(text)))
