"""The tray's menu as data, built from a snapshot: tested by equality. No Qt here."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from aw_qt.snapshot import Health, ModuleView, Snapshot
from aw_qt.supervision.discovery import SERVER
from aw_qt.supervision.states import State

DAY_STARTS = 4
"""The hour at which a new day begins for "until tomorrow", as in the dashboard's default."""

_QUARTER, _HOUR = 15 * 60, 60 * 60


class Verb(enum.Enum):
    """What a click does."""

    OPEN_DASHBOARD = "open-dashboard"
    OPEN_API = "open-api"
    SHOW_FAILURES = "show-failures"
    TOGGLE = "toggle"
    PAUSE = "pause"
    PAUSE_TOMORROW = "pause-tomorrow"
    RESUME = "resume"
    FILTER = "filter"
    START_AT_LOGIN = "start-at-login"
    OPEN_LOGS = "open-logs"
    OPEN_CONFIG = "open-config"
    QUIT = "quit"


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `key` is its identity over time; `ticked` None means that it has no tick."""

    key: str
    label: str = ""
    verb: Verb | None = None
    argument: str | int | None = None
    enabled: bool = True
    ticked: bool | None = None
    bold: bool = False
    children: tuple["Entry", ...] | None = None

    @property
    def is_separator(self) -> bool:
        """A line without words."""
        return not self.label


def build(snapshot: Snapshot, at_login: bool | None, local_now: datetime) -> tuple[Entry, ...]:
    """The whole menu. *at_login* None: this system knows no start at login. *local_now* is aware local time."""
    entries: list[Entry] = []
    if snapshot.testing:
        entries.append(Entry("testing", "Running in testing mode", enabled=False))
    entries.append(Entry("dashboard", "Open Dashboard", Verb.OPEN_DASHBOARD, bold=True))
    if snapshot.api_browser:
        entries.append(Entry("api", "Open API Browser", Verb.OPEN_API))
    if snapshot.failures:
        entries.append(Entry("failures", failures_label(snapshot), Verb.SHOW_FAILURES))
    entries += [Entry(f"notice-{notice.kind}", notice.title, enabled=False) for notice in snapshot.server_notices]
    entries += [
        Entry("modules", "Modules", children=_modules(snapshot)),
        Entry("pause", pause_label(snapshot, local_now), children=_pause(snapshot)),
    ]
    if snapshot.filtering is not None:
        entries.append(
            Entry("filter", "Apply privacy rules", Verb.FILTER, enabled=snapshot.linked, ticked=snapshot.filtering)
        )
    entries.append(Entry("line-1"))
    if at_login is not None:
        entries.append(Entry("login", "Start at login", Verb.START_AT_LOGIN, ticked=at_login))
    entries += [
        Entry("logs", "Open log folder", Verb.OPEN_LOGS),
        Entry("config", "Open config folder", Verb.OPEN_CONFIG),
        Entry("line-2"),
        Entry("version", f"ActivityWatch {snapshot.version}", enabled=False),
        Entry("quit", "Quit ActivityWatch", Verb.QUIT),
    ]
    return tuple(entries)


def _modules(snapshot: Snapshot) -> tuple[Entry, ...]:
    """Bundled modules first, then those found on PATH, each part under a heading."""
    entries: list[Entry] = []
    for location in ("bundled", "system"):
        modules = [module for module in snapshot.modules if module.location == location]
        if modules:
            entries.append(Entry(f"heading-{location}", location, enabled=False))
            entries += [_module(module) for module in modules]
    return tuple(entries) or (Entry("no-modules", "no modules found", enabled=False),)


def _module(module: ModuleView) -> Entry:
    return Entry(f"module-{module.name}", module_label(module), Verb.TOGGLE, module.name, ticked=module.wanted)


def module_label(module: ModuleView) -> str:
    """Name and observed state: "aw-watcher-afk — running". The tick beside it is the wish."""
    silent = "does not answer" if module.name == SERVER else "no data"
    state = silent if module.silent else _STATE_WORDS[module.state]
    detail = f" ({module.reason})" if module.reason and module.state in _TELL_REASON else ""
    return f"{module.name} — {state}{detail}"


_STATE_WORDS = {
    State.STOPPED: "stopped",
    State.WAITING: "waiting for the server",
    State.STARTING: "starting",
    State.RUNNING: "running",
    State.BACKING_OFF: "restarting",
    State.STOPPING: "stopping",
    State.FAILED: "failed",
    State.EXTERNAL: "running, started elsewhere",
    State.MISSING: "not found",
}
_TELL_REASON = frozenset({State.BACKING_OFF})


def _pause(snapshot: Snapshot) -> tuple[Entry, ...]:
    """Three lengths, and Resume while paused. Without a server there is nobody who could pause."""
    able = snapshot.linked
    return (
        Entry("pause-15", "15 minutes", Verb.PAUSE, _QUARTER, enabled=able),
        Entry("pause-60", "1 hour", Verb.PAUSE, _HOUR, enabled=able),
        Entry("pause-tomorrow", "Until tomorrow", Verb.PAUSE_TOMORROW, enabled=able),
        Entry("resume", "Resume", Verb.RESUME, enabled=able and snapshot.pause.paused),
    )


def pause_label(snapshot: Snapshot, local_now: datetime) -> str:
    """ "Pause", or since when it is on: until when, in local time."""
    if not snapshot.pause.paused:
        return "Pause"
    until = snapshot.pause.until
    if until is None:
        return "Paused"
    local = until.astimezone(local_now.tzinfo)
    day = "" if local.date() == local_now.date() else local.strftime("%a ")
    return f"Paused until {day}{local:%H:%M}"


def failures_label(snapshot: Snapshot) -> str:
    """What the line that opens the failure window says."""
    if len(snapshot.failures) == 1:
        return f"{snapshot.failures[0].name} failed…"
    return f"{len(snapshot.failures)} modules failed…"


def tooltip(snapshot: Snapshot, local_now: datetime) -> str:
    """One or two lines for the icon: the name, then what needs to be known."""
    name = "ActivityWatch (testing)" if snapshot.testing else "ActivityWatch"
    if snapshot.health is Health.TROUBLE:
        names = [module.name for module in snapshot.modules if module.in_trouble]
        return f"{name}\nneeds attention: {', '.join(names)}" if names else f"{name}\nneeds attention"
    if snapshot.health is Health.PAUSED:
        return f"{name}\n{pause_label(snapshot, local_now).lower()}"
    return f"{name}\nprivacy rules are off" if snapshot.filtering is False else name


def tomorrow(local_now: datetime) -> datetime:
    """When "until tomorrow" ends: the next DAY_STARTS o'clock on the local wall clock; aware, right over DST.

    *local_now* is aware local time.
    """
    naive = local_now.replace(tzinfo=None)
    start = naive.replace(hour=DAY_STARTS, minute=0, second=0, microsecond=0)
    if start <= naive:
        start += timedelta(days=1)
    return start.astimezone()
