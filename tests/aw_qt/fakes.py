"""A world without processes: children that end when told, programs that exist when listed, a clock in a variable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aw_qt.snapshot import Notice
from aw_qt.supervision import messages as msg
from aw_qt.supervision.child import Launch, NotStarted
from aw_qt.supervision.discovery import OWN, Program
from aw_qt.supervision.exits import Exit
from aw_qt.supervision.module import Module
from aw_qt.supervision.probe import Holder, Verdict
from aw_qt.supervision.supervisor import Supervisor
from aw_qt.supervision.world import Setup
from aw_qt.wishes import Wishes


class FakeChild:
    """Remembers what was done to it; `obeys` is the first of ask, terminate, kill that ends it."""

    def __init__(self, pid: int, launch: Launch, on_exit: Callable[[Exit], None], obeys: str) -> None:
        self.pid = pid
        self.launch = launch
        self.on_exit = on_exit
        self.obeys = obeys
        self.done: list[str] = []
        self.alive = True

    def ask(self) -> bool:
        if not self.launch.supervised:
            return False
        self._do("ask", Exit(code=0))
        return True

    def terminate(self) -> None:
        self._do("terminate", Exit(signal=15))

    def kill_tree(self) -> None:
        self._do("kill", Exit(signal=9))

    def tail(self, lines: int) -> list[str]:
        return [f"last words of {self.launch.name}"][:lines]

    def end(self, how: Exit) -> None:
        if self.alive:
            self.alive = False
            self.on_exit(how)

    def _do(self, what: str, how: Exit) -> None:
        self.done.append(what)
        if what == self.obeys:
            self.end(how)


def programs(*names: str) -> dict[str, Program]:
    return {
        name: Program(name, (f"/opt/{name}",), "bundled" if name in OWN else "system", name in OWN) for name in names
    }


@dataclass
class FakeTools:
    """The supervisor's tools; messages collect in `inbox`."""

    found: dict[str, Program]
    verdict: Verdict | None = None
    obeys: dict[str, str] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    inbox: list[msg.Message] = field(default_factory=list)
    children: list[FakeChild] = field(default_factory=list)
    examined: list[int] = field(default_factory=list)
    cancelled: int = 0
    answers: bool = True

    def spawn(self, launch: Launch, on_exit: Callable[[Exit], None]) -> FakeChild:
        if launch.name in self.refuses:
            raise NotStarted("Permission denied")
        child = FakeChild(1000 + len(self.children), launch, on_exit, self.obeys.get(launch.name, "ask"))
        self.children.append(child)
        return child

    def examine(self, port: int, serial: int) -> None:
        self.examined.append(port)
        self.post(msg.Probed(serial, self.verdict or Verdict(Holder.NOBODY, port)))

    def await_ready(self, port: int, serial: int) -> Callable[[], None]:
        if self.answers:
            self.post(msg.Answered(serial))

        def cancel() -> None:
            self.cancelled += 1

        return cancel

    def discover(self) -> dict[str, Program]:
        return dict(self.found)

    def environment(self, own: bool) -> dict[str, str]:
        return {"OWN": str(own)}

    def post(self, message: msg.Message) -> None:
        self.inbox.append(message)

    def wall(self) -> datetime:
        return datetime(2024, 5, 1, tzinfo=UTC)

    def child(self, name: str) -> FakeChild:
        """The newest child of that name."""
        return next(child for child in reversed(self.children) if child.launch.name == name)


class World:
    """A supervisor with fake tools and a clock; `run(seconds)` lets time and messages pass."""

    def __init__(
        self,
        folder: Path,
        *names: str,
        wanted: tuple[str, ...] | None = None,
        testing: bool = False,
        port: int = 5600,
        **tools: object,
    ) -> None:
        self.tools = FakeTools(programs(*names), **tools)  # type: ignore[arg-type]
        self.notices: list[Notice] = []
        self.now = 1000.0
        default = 5666 if testing else 5600
        self.supervisor = Supervisor(
            Setup(port, default, testing, "0.14.0", 99, folder),
            Wishes(folder / "wishes.json", names if wanted is None else wanted),
            self.tools,
            self.notices.append,
        )

    def start(self) -> World:
        self.supervisor.start(self.now)
        return self.run(2)

    def send(self, message: msg.Message) -> World:
        self.tools.inbox.append(message)
        return self.drain()

    def drain(self) -> World:
        while self.tools.inbox:
            self.supervisor.handle(self.tools.inbox.pop(0), self.now)
        return self

    def run(self, seconds: float) -> World:
        """Jump from deadline to deadline until *seconds* have passed."""
        end = self.now + seconds
        self.drain()
        while (due := self.supervisor.next_deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self.supervisor.tick(self.now)
            self.drain()
        self.now = end
        return self

    def end(self, name: str, how: Exit | None = None) -> World:
        """The module's process ends by itself."""
        self.tools.child(name).end(how or Exit(signal=9))
        return self.drain()

    def module(self, name: str) -> Module:
        return self.supervisor.modules[name]

    def state(self, name: str) -> str:
        return self.module(name).state.value

    def states(self) -> list[str]:
        return [module.state.value for module in self.supervisor.modules.values()]
