"""What the other threads tell the Manager's thread. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from aw_qt.snapshot import Notice, PauseView, ServerNotice
from aw_qt.supervision.exits import Exit
from aw_qt.supervision.probe import Verdict


@dataclass(frozen=True)
class Exited:
    """A child ended (from its waiter thread)."""

    name: str
    serial: int
    exit: Exit


@dataclass(frozen=True)
class Probed:
    """The port was looked at before the server's start."""

    serial: int
    verdict: Verdict


@dataclass(frozen=True)
class Answered:
    """The server that was started gives its first answer."""

    serial: int


@dataclass(frozen=True)
class Wish:
    """A person ticked or unticked a module in the tray."""

    name: str
    wanted: bool


@dataclass(frozen=True)
class Restart:
    """A person asked for a fresh start of a module."""

    name: str


@dataclass(frozen=True)
class Heard:
    """The server told what it knows: newer wishes, asked restarts, pause, receipt ages in seconds, what to know.

    `filtering`: whether privacy rules apply; None from a server that knows no such thing.
    """

    version: int
    wishes: Mapping[str, bool]
    restarts: tuple[str, ...]
    pause: PauseView
    receipts: Mapping[str, float]
    api_browser: bool
    notices: tuple[ServerNotice, ...] = ()
    filtering: bool | None = None


@dataclass(frozen=True)
class Paused:
    """The answer to a pause or resume asked from the tray."""

    pause: PauseView


@dataclass(frozen=True)
class LinkLost:
    """The server on this port stopped answering the tray."""

    port: int


@dataclass(frozen=True)
class Locked:
    """The session was locked or unlocked."""

    locked: bool


@dataclass(frozen=True)
class StartAtLogin:
    """What the system does at the next login was looked up; None: it knows no such thing."""

    enabled: bool | None


@dataclass(frozen=True)
class Rescan:
    """Look for programs again (the menu is being opened)."""


@dataclass(frozen=True)
class Tell:
    """Something another part has to tell the person."""

    notice: Notice


@dataclass(frozen=True)
class StopAll:
    """End everything, then the Manager."""

    reason: str


Message = (
    Exited
    | Probed
    | Answered
    | Wish
    | Restart
    | Heard
    | Paused
    | LinkLost
    | Locked
    | StartAtLogin
    | Rescan
    | Tell
    | StopAll
)
