"""What the supervisor is given: the facts of this run, and the tools to act on the world. No behaviour here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aw_qt.supervision import messages as msg
from aw_qt.supervision.child import Child, Launch
from aw_qt.supervision.discovery import Program
from aw_qt.supervision.exits import Exit


class Tools(Protocol):
    """What the supervisor can do to the world. The asynchronous ones answer with a message."""

    def spawn(self, launch: Launch, on_exit: Callable[[Exit], None]) -> Child: ...
    def examine(self, port: int, serial: int) -> None: ...
    def await_ready(self, port: int, serial: int) -> Callable[[], None]: ...
    def discover(self) -> dict[str, Program]: ...
    def environment(self, own: bool) -> dict[str, str]: ...
    def post(self, message: msg.Message) -> None: ...
    def wall(self) -> datetime: ...


@dataclass(frozen=True)
class Setup:
    """The fixed facts of this run."""

    port: int
    default_port: int
    testing: bool
    version: str
    pid: int
    output_dir: Path
