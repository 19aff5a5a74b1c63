"""How far goals are reached, and what a goal can name, for the pages: the same figures as in this guest's answers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from aw_core.timestamps import from_us, to_us
from aw_server.api import ServerAPI
from aw_server.compat.wakatime.engine import Engine, Rules
from aw_server.compat.wakatime.external import Externals
from aw_server.compat.wakatime.goals import average_status, cumulative_status, stretches_of
from aw_server.compat.wakatime.goals import crossings as goal_crossings
from aw_server.compat.wakatime.naming import offered
from aw_server.compat.wakatime.profile import Profile
from aw_server.compat.wakatime.ranges import Calendar, Days
from aw_server.compat.wakatime.store import Store
from aw_server.compat.wakatime.summing import sums
from aw_server.goals import Goal

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity
    from aw_server.compat.wakatime.facts import Fact

Shape = dict[str, Any]

_LOOKED_AT: Final = timedelta(days=60)
_MOST: Final = 100
_KINDS: Final = ("languages", "editors", "projects")
_NAMELESS: Final = {"Other", "Unknown Project", "Unknown Editor", "Uncategorized"}


class Watched:
    """The owner's time and calendar, without a request of the guest's own."""

    def __init__(self, api: ServerAPI) -> None:
        profile = Profile.of(api)
        self._api = api
        self.calendar = Calendar(profile.zone, api.clock.wall_us())
        self._engine = Engine(api, Store(api), Externals(api))
        self._rules = Rules(profile.timeout, profile.writes_only)
        self._found: dict[tuple[Days, bool], Activity] = {}
        self._begins: dict[bool, date | None] = {}

    def activity(self, days: Days, everything: bool) -> Activity:
        """All time in these days, of coding or of everything; goals that ask for the same share it."""
        key = (days, everything)
        if key not in self._found:
            self._found[key] = self._engine.activity(days, self.calendar.zone, self._rules, everything=everything)
        return self._found[key]

    def begin(self, everything: bool) -> date | None:
        """The local day with the first of what counts, of coding or of everything; None while there is nothing."""
        if everything not in self._begins:
            moments = [self._engine.first_us(everything), *(self._starts() if everything else ())]
            found = [from_us(moment).astimezone(self.calendar.zone).date() for moment in moments if moment is not None]
            self._begins[everything] = min(found, default=None)
        return self._begins[everything]

    def _starts(self) -> list[int]:
        """When each bucket begins (µs UTC): whatever recorded first, from then on nothing done is something missed."""
        spans = (self._api.db[bucket_id].span() for bucket_id in self._api.db.buckets())
        return [to_us(span[0]) for span in spans if span is not None]


def progress(api: ServerAPI) -> Shape:
    """The last seven days or weeks of every goal, oldest first; `seconds` are spent, `goal_seconds` wanted.

    Those that were over before anything was recorded of what the goal counts are judged as this guest's clients expect
    it, but not `recorded`: nobody missed anything then.
    """
    watched = Watched(api)
    rows = [_progress(goal, watched) for goal in api.goals.all()]
    return {"today": watched.calendar.today.isoformat(), "timezone": watched.calendar.name, "goals": rows}


def crossings(api: ServerAPI, first: date) -> list[tuple[str, int]]:
    """Ids of goals that are on, with each moment (µs UTC) at which a day or week since `first` came to them."""
    watched = Watched(api)
    today = watched.calendar.today
    goals = [goal for goal in api.goals.all() if goal.is_enabled and first <= today]
    return [(goal.id, moment) for goal in goals for moment in goal_crossings(goal, today, watched.activity, first)]


def choices(api: ServerAPI) -> Shape:
    """Names that had time in the last sixty days, most time first: of coding, and of everything."""
    watched = Watched(api)
    today = watched.calendar.today
    days = Days(today - _LOOKED_AT, today)
    found: Shape = {}
    for counts in ("coding", "everything"):
        times = watched.activity(days, counts == "everything").by_fact()
        found[counts] = {kind: _names(sums(times, kind)) for kind in _KINDS}
        found[counts]["categories"] = _names(_by_category(times))
    return found


def _by_category(times: list[tuple[Fact, int]]) -> dict[str, int]:
    """Under the names that the pages have for it, those of higher levels too."""
    found: dict[str, int] = defaultdict(int)
    for fact, us in times:
        for name in offered(fact):
            found[name] += us
    return found


def _progress(goal: Goal, watched: Watched) -> Shape:
    stretches = stretches_of(goal, watched.calendar.today, watched.activity)
    begin = watched.begin(goal.counts == "everything")
    return {
        "id": goal.id,
        "status": stretches[-1].status,
        "average_status": average_status([stretch.status for stretch in stretches]),
        "cumulative_status": cumulative_status(goal, stretches),
        "periods": [
            {
                "first": stretch.days.first.isoformat(),
                "last": stretch.days.last.isoformat(),
                "seconds": stretch.actual,
                "goal_seconds": stretch.goal_seconds,
                "open": stretch.open,
                "status": stretch.status,
                "recorded": stretch.open or stretch.actual_us > 0 or (begin is not None and stretch.days.last >= begin),
            }
            for stretch in stretches
        ],
    }


def _names(found: dict[str, int]) -> list[str]:
    ordered = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
    return [name for name, _ in ordered if name not in _NAMELESS][:_MOST]
