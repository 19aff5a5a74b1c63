"""One request: who asks, what they chose in the query string, and the services that answer."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import Headers

from aw_core.local_periods import zone_named
from aw_server.api import ServerAPI
from aw_server.compat.wakatime import beats, ranges
from aw_server.compat.wakatime.auth import Identity
from aw_server.compat.wakatime.beats import Sender
from aw_server.compat.wakatime.engine import Engine, Rules, matching
from aw_server.compat.wakatime.errors import Invalid
from aw_server.compat.wakatime.intake import Intake
from aw_server.compat.wakatime.profile import LONGEST_TIMEOUT, Owner, Profile, owner_of
from aw_server.compat.wakatime.ranges import Calendar, Days
from aw_server.compat.wakatime.store import Store

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity
    from aw_server.compat.wakatime.dumps import Dumps
    from aw_server.compat.wakatime.external import Externals
    from aw_server.compat.wakatime.oauth import OAuth


@dataclass(frozen=True)
class Services:
    """What every handler may use."""

    api: ServerAPI
    store: Store
    intake: Intake
    engine: Engine
    externals: Externals
    dumps: Dumps
    oauth: OAuth


@dataclass(frozen=True)
class Call:
    """A request that was let in. `args` is the query string, `headers` are looked up without regard to case."""

    services: Services
    identity: Identity
    args: Mapping[str, str]
    headers: Headers
    body: Any = None
    raw: bytes = b""

    @property
    def api(self) -> ServerAPI:
        """The server's behaviour."""
        return self.services.api

    @cached_property
    def profile(self) -> Profile:
        """What the owner chose."""
        return Profile.of(self.api)

    @cached_property
    def owner(self) -> Owner:
        """Who the owner is."""
        return owner_of(self.api)

    @cached_property
    def now_us(self) -> int:
        """The moment of the request."""
        return self.api.clock.wall_us()

    @cached_property
    def calendar(self) -> Calendar:
        """Days of the zone that was asked for, else of the owner's."""
        return Calendar(self._zone(), self.now_us)

    @cached_property
    def rules(self) -> Rules:
        """How to join heartbeats: as asked, else as the owner chose."""
        timeout = self.number("timeout", self.profile.timeout)
        if not 1 <= timeout <= LONGEST_TIMEOUT:
            raise Invalid(f"timeout is not between 1 and {LONGEST_TIMEOUT} minutes")
        return Rules(timeout, self.flag("writes_only", self.profile.writes_only))

    @property
    def project(self) -> str | None:
        """The one project that was asked for."""
        return self.args.get("project") or None

    @property
    def branches(self) -> list[str]:
        """The branches that were asked for."""
        return list(beats.names(self.args.get("branches")))

    @property
    def sender(self) -> Sender:
        """Who sends heartbeats with this request."""
        return Sender(
            agent=self.headers.get("User-Agent", "").strip(),
            machine=_decoded(self.headers.get("X-Machine-Name", "")),
            timezone=self.headers.get("Timezone") or None,
        )

    def number(self, name: str, default: int) -> int:
        """A whole number from the query string. Raises Invalid."""
        value = self.args.get(name)
        if value is None or not value.strip():
            return default
        found = beats.number(value)
        if found is None:
            raise Invalid(f"{name} is not a number: {value[:40]}")
        return found

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no from the query string."""
        value = self.args.get(name)
        return default if value is None or not value.strip() else beats.truth(value)

    def day(self, name: str = "date") -> Days:
        """The one local day that was asked for. Raises Invalid."""
        value = self.args.get(name)
        if not value:
            raise Invalid(f"{name} is required")
        day = ranges.parse_day(value, self.calendar.today, name)
        return Days(day, day)

    def days(self) -> Days:
        """The local days of `range`, else of `start` and `end`. Raises Invalid."""
        today = self.calendar.today
        name = self.args.get("range")
        if name:
            return ranges.days_named(name, today, self.profile.weekday_start)
        return ranges.days_between(self.args.get("start"), self.args.get("end"), today)

    def activity(self, days: Days, *, filtered: bool = True, coding: bool = False) -> Activity:
        """The time in these days, of the project and branches that were asked for; of other watchers if that is chosen.

        `coding` leaves those out in any case.
        """
        found = self.all_activity(days, self.profile.view == "everything" and not coding)
        test = matching(self.project, self.branches) if filtered else None
        return found if test is None else found.filtered(test)

    def all_activity(self, days: Days, everything: bool) -> Activity:
        """All time in these days, of coding or of everything, whatever was asked for or chosen."""
        return self.services.engine.activity(days, self.calendar.zone, self.rules, everything=everything)

    def first_day_us(self) -> int:
        """When the owner's time begins: at the first heartbeat, else when they were first met."""
        first = self.services.engine.first_us(self.profile.view == "everything")
        return self.owner.created_us if first is None else min(first, self.owner.created_us)

    def _zone(self) -> ZoneInfo:
        name = self.args.get("timezone")
        if not name:
            return self.profile.zone
        try:
            return zone_named(name)
        except ValueError:
            raise Invalid(f"unknown timezone: {name[:60]}") from None


def _decoded(value: str) -> str:
    """A machine's name: some clients escape it for a URL, others send it as it is, in UTF-8."""
    with contextlib.suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    if "%" in value or "+" in value:
        from urllib.parse import unquote_plus

        value = unquote_plus(value)
    return "".join(char for char in value.strip() if char.isprintable() and char != "/")[:200]
