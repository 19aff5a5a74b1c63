"""One module: its wish, its observed state and its history. Touched by the Manager's thread only."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aw_qt.snapshot import ModuleView
from aw_qt.supervision.child import Child
from aw_qt.supervision.discovery import SERVER, Program
from aw_qt.supervision.states import State, require_edge

logger = logging.getLogger(__name__)


@dataclass
class Module:
    """Facts and wish of one module. `change` is the only way to another state."""

    name: str
    wall: Callable[[], datetime] = field(repr=False)
    output: Path
    program: Program | None = None
    wanted: bool = False
    state: State = State.STOPPED
    reason: str | None = None
    since: datetime | None = None
    deadline: float | None = None
    """When something is due in this state (monotonic seconds); None: nothing."""
    child: Child | None = None
    serial: int = 0
    """Counts starts: messages about an older child or probe are not ours any more."""
    exits: list[float] = field(default_factory=list)
    restarts: int = 0
    running_since: float | None = None
    port: int | None = None
    """The port it was started with."""
    stop_stage: int = 0
    silent: bool = False

    @property
    def is_server(self) -> bool:
        """Whether all others wait for this one."""
        return self.name == SERVER

    def change(self, state: State, reason: str | None = None, deadline: float | None = None) -> None:
        """Enter *state* (raises IllegalEdge); a *deadline* is in monotonic seconds."""
        require_edge(self.state, state)
        logger.debug("%s: %s -> %s%s", self.name, self.state, state, f" ({reason})" if reason else "")
        self.state, self.reason, self.deadline = state, reason, deadline
        self.since = self.wall()
        if state is not State.RUNNING:
            self.running_since = None
            self.silent = False

    def forget_history(self) -> None:
        """Start counting exits anew: it has been healthy for long, or a person asked for a restart."""
        self.exits.clear()
        self.restarts = 0

    def view(self) -> ModuleView:
        """The immutable picture of now."""
        return ModuleView(
            name=self.name,
            state=self.state,
            wanted=self.wanted,
            location=self.program.location if self.program else "bundled",
            pid=self.child.pid if self.child else None,
            since=self.since,
            reason=self.reason,
            restarts=self.restarts,
            silent=self.silent,
        )
