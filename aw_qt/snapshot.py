"""What the Manager tells the world: immutable values that menu, icon, server link and headless mode read. Pure."""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aw_qt.supervision.discovery import SERVER, Location
from aw_qt.supervision.states import UP, State


class Health(enum.Enum):
    """What the icon shows. Trouble outranks paused: a broken recorder must not hide behind a pause."""

    OK = "ok"
    PAUSED = "paused"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class ModuleView:
    """One module as it was when the snapshot was taken; times are UTC."""

    name: str
    state: State
    wanted: bool
    location: Location
    pid: int | None = None
    since: datetime | None = None
    reason: str | None = None
    restarts: int = 0
    silent: bool = False
    """It runs, but the server has received nothing from it for too long."""

    @property
    def in_trouble(self) -> bool:
        """Wished for and not doing its work, with nothing on its way to change that."""
        return self.wanted and (self.state in {State.FAILED, State.MISSING} or self.silent)

    def to_json(self) -> dict[str, Any]:
        """One entry of `modules` in the server's modules snapshot."""
        return {
            "name": self.name,
            "state": self.state.value,
            "wanted": self.wanted,
            "location": self.location,
            "pid": self.pid,
            "since": self.since.isoformat() if self.since else None,
            "reason": self.reason,
            "restarts": self.restarts,
        }


@dataclass(frozen=True)
class PauseView:
    """The server's pause; `until` (UTC) is None for a pause without end."""

    paused: bool = False
    until: datetime | None = None


@dataclass(frozen=True)
class ServerNotice:
    """Something that holds at the server; one of each kind."""

    kind: str
    title: str
    text: str


@dataclass(frozen=True)
class Failure:
    """A module given up on, with all a person needs to judge it."""

    name: str
    reason: str
    lines: tuple[str, ...] = ()
    output: Path | None = None
    """The file that holds what the module wrote."""

    @property
    def sentence(self) -> str:
        """Name and reason; the reason is either a predicate ("was killed") or sentences of its own."""
        if self.reason[:1].isupper():
            return f"{self.name} does not run. {self.reason}"
        return f"{self.name} {self.reason}."

    def as_text(self) -> str:
        """For the clipboard."""
        return "\n".join([self.sentence, "", *(self.lines or ("(it wrote nothing)",))])


@dataclass(frozen=True)
class Snapshot:
    """The state of everything at one moment."""

    port: int
    version: str
    pid: int
    testing: bool = False
    modules: tuple[ModuleView, ...] = ()
    failures: tuple[Failure, ...] = ()
    wishes_version: int = 0
    pause: PauseView = field(default_factory=PauseView)
    filtering: bool | None = None
    """Privacy rules apply, as the server last told; None before that."""
    linked: bool = False
    """The server answers the tray's requests."""
    api_browser: bool = False
    """The server has an API browser at /api/."""
    ending: bool = False
    server_notices: tuple[ServerNotice, ...] = ()
    """What the server wants known while it holds, as that the disk is nearly full."""
    start_at_login: bool | None = None
    """What the system does at the next login; None where there is no such thing."""

    def module(self, name: str) -> ModuleView | None:
        """The module of that name."""
        return next((module for module in self.modules if module.name == name), None)

    @property
    def server_up(self) -> bool:
        """Whether our server, or an adopted one, answers on `port`."""
        server = self.module(SERVER)
        return server is not None and server.state in UP

    @property
    def health(self) -> Health:
        """The icon's state."""
        if self.failures or any(module.in_trouble for module in self.modules):
            return Health.TROUBLE
        return Health.PAUSED if self.pause.paused else Health.OK

    @property
    def url(self) -> str:
        """The dashboard. 127.0.0.1, because "localhost" may mean an address nobody listens on."""
        return f"http://127.0.0.1:{self.port}/"

    def to_json(self) -> dict[str, Any]:
        """The body of POST /api/0/modules."""
        return {
            "supervisor": {"pid": self.pid, "version": self.version},
            "modules": [module.to_json() for module in self.modules],
            "wishes_version": self.wishes_version,
            "start_at_login": self.start_at_login,
        }


class NoticeKind(enum.Enum):
    """Why a person is told something."""

    RESTARTING = "restarting"
    GAVE_UP = "gave-up"
    SILENT = "silent"
    PORT = "port"
    FAILED_ACTION = "failed-action"
    HEADLESS = "headless"
    SERVER = "server"


@dataclass(frozen=True)
class Notice:
    """One thing to tell a person, once: a notification on a desktop, a log line without one."""

    kind: NoticeKind
    title: str
    text: str
    module: str | None = None
