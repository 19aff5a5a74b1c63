"""The decisions of the Manager's thread: messages and due times in, spawning and changes of state out.

Single-threaded and without a clock of its own (times are arguments), so that an hour of failures is a
test of milliseconds. Everything the operating system does is behind `Tools`. No Qt here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from aw_qt.snapshot import Failure, Notice, NoticeKind, PauseView, ServerNotice, Snapshot
from aw_qt.supervision import messages as msg
from aw_qt.supervision import policy, stopping
from aw_qt.supervision.child import Launch, NotStarted
from aw_qt.supervision.discovery import SERVER, Program, sort_for_start
from aw_qt.supervision.exits import Exit
from aw_qt.supervision.freshness import silent_modules
from aw_qt.supervision.module import Module
from aw_qt.supervision.probe import Holder, Verdict
from aw_qt.supervision.states import State
from aw_qt.supervision.world import Setup, Tools
from aw_qt.wishes import Wishes

logger = logging.getLogger(__name__)

SETTLED = 1.0
"""Seconds a module other than the server must stay up to be called running."""
SLOW_START = 20.0
"""Seconds after which a server without an answer is said to be slow (a migration may take long)."""
LOOK_AGAIN = 1.0
LOOKS = 6
"""A port is looked at this often, LOOK_AGAIN seconds apart, before a foreign holder counts.

A server whose tray was killed needs up to 5 seconds to end; the next start must not fail because of it.
"""
LAST_LINES = 40


@dataclass
class Supervisor:
    """All modules, what is wished of them, and what to do next."""

    setup: Setup
    wishes: Wishes
    tools: Tools
    notify: Callable[[Notice], None]
    modules: dict[str, Module] = field(default_factory=dict)
    done: bool = False
    """True once everything was stopped after StopAll."""

    def __post_init__(self) -> None:
        self.port = self.setup.port
        self._failures: dict[str, Failure] = {}
        self._pause = PauseView()
        self._filtering: bool | None = None
        self._linked = self._api_browser = self._ending = self._locked = False
        self._start_at_login: bool | None = None
        self._server_notices: tuple[ServerNotice, ...] = ()
        self._blocked: str | None = None
        self._looks = 0
        self._cancel_ready: Callable[[], None] = lambda: None

    # -- the face towards the Manager's thread ---------------------------------------------------

    def start(self, now: float) -> None:
        """Discover the modules and start those that are wanted."""
        self._rescan()
        self._settle(now)

    def handle(self, message: msg.Message, now: float) -> None:
        """Take one message in and do what follows from it; *now* in monotonic seconds."""
        match message:
            case msg.Exited():
                self._exited(message, now)
            case msg.Probed():
                self._probed(message, now)
            case msg.Answered(serial):
                self._answered(serial, now)
            case msg.Wish(name, wanted):
                self._wish({name: wanted})
            case msg.Restart(name):
                self._restart(name, now)
            case msg.Heard():
                self._heard(message, now)
            case msg.Paused(pause):
                self._pause = pause
            case msg.LinkLost(port):
                self._link_lost(port)
            case msg.Locked(locked):
                logger.debug("The session is %s", "locked" if locked else "unlocked")
                self._locked = locked
            case msg.StartAtLogin(enabled):
                self._start_at_login = enabled
            case msg.Rescan():
                self._rescan()
            case msg.Tell(notice):
                self.notify(notice)
            case msg.StopAll(reason):
                logger.info("Stopping everything: %s", reason)
                self._ending = True
        self._settle(now)

    def tick(self, now: float) -> None:
        """Do what is due at *now*."""
        for module in self._ordered():
            if module.deadline is not None and module.deadline <= now:
                self._due(module, now)
        self._settle(now)

    def next_deadline(self) -> float | None:
        """When `tick` must be called next (monotonic seconds); None: only a message brings work."""
        return min((m.deadline for m in self.modules.values() if m.deadline is not None), default=None)

    def snapshot(self) -> Snapshot:
        """The picture of now."""
        return Snapshot(
            port=self.port,
            version=self.setup.version,
            pid=self.setup.pid,
            testing=self.setup.testing,
            modules=tuple(module.view() for module in self._ordered()),
            failures=tuple(self._failures[name] for name in sort_for_start(self._failures)),
            wishes_version=self.wishes.version,
            pause=self._pause,
            filtering=self._filtering,
            linked=self._linked,
            api_browser=self._api_browser,
            ending=self._ending,
            server_notices=self._server_notices,
            start_at_login=self._start_at_login,
        )

    # -- wish against fact -----------------------------------------------------------------------

    def _settle(self, now: float) -> None:
        if self._ending:
            self._settle_ending(now)
            return
        for module in self._ordered():
            self._settle_module(module, now)

    def _settle_module(self, module: Module, now: float) -> None:
        match module.state:
            case State.STOPPED if module.wanted:
                self._begin(module, now)
            case State.WAITING if not module.wanted:
                module.change(State.STOPPED)
            case State.WAITING if self._may_start(module):
                self._launch(module, now)
            case State.STARTING | State.RUNNING if not module.wanted or self._misplaced(module):
                self._stop(module, now)
            case State.BACKING_OFF | State.FAILED | State.MISSING if not module.wanted:
                self._set_aside(module)

    def _settle_ending(self, now: float) -> None:
        """Watchers first, the server last: what they still send must find somebody."""
        server = self.modules.get(SERVER)
        others = [module for module in self._ordered() if module is not server]
        for module in others:
            self._end(module, now)
        if server is not None and all(module.child is None for module in others):
            self._end(server, now)
        self.done = all(module.child is None for module in self.modules.values())

    def _end(self, module: Module, now: float) -> None:
        if module.state in {State.STARTING, State.RUNNING}:
            self._stop(module, now)
        elif module.state not in {State.STOPPED, State.STOPPING, State.EXTERNAL}:
            self._set_aside(module)

    def _may_start(self, module: Module) -> bool:
        """The server any time; others once it answers, or when the person wants no server from here."""
        if module.is_server:
            return True
        server = self.modules.get(SERVER)
        if self._blocked is not None:
            return False
        return server is None or not server.wanted or server.state in {State.RUNNING, State.EXTERNAL}

    def _misplaced(self, module: Module) -> bool:
        """Running towards a port that is not ours (any more)."""
        return not module.is_server and (self._blocked is not None or module.port != self.port)

    def _begin(self, module: Module, now: float) -> None:
        if module.program is None:
            module.change(State.MISSING, "no program of this name was found")
        elif module.is_server:
            self._look(module)
        elif self._may_start(module):
            self._launch(module, now)
        else:
            module.change(State.WAITING, self._blocked or "waits for the server")

    def _set_aside(self, module: Module) -> None:
        """From any state without a process to STOPPED."""
        self._failures.pop(module.name, None)
        module.change(State.STOPPED)

    # -- start -----------------------------------------------------------------------------------

    def _look(self, server: Module) -> None:
        server.serial += 1
        if server.state is not State.STARTING:
            self._looks = 0
            server.change(State.STARTING, f"looks at port {self.port}")
        server.deadline = None
        self._looks += 1
        self.tools.examine(self.port, server.serial)

    def _probed(self, message: msg.Probed, now: float) -> None:
        server = self.modules[SERVER]
        if message.serial != server.serial or server.state is not State.STARTING or self._ending:
            return
        verdict = message.verdict
        match verdict.holder:
            case Holder.NOBODY:
                self._blocked = None
                self._launch(server, now)
            case Holder.OURS:
                self._blocked = None
                server.change(State.EXTERNAL, verdict.sentence)
            case Holder.OTHER_USER if verdict.port != self.port:
                self._move(verdict)
                self._launch(server, now)
            case _ if self._looks < LOOKS:
                server.reason, server.deadline = verdict.sentence, now + LOOK_AGAIN
            case _:
                self._blocked = verdict.sentence
                self._fail(server, verdict.sentence, [])

    def _move(self, verdict: Verdict) -> None:
        self._blocked = None
        self.port = verdict.port
        self.notify(Notice(NoticeKind.PORT, "Another port is used", verdict.sentence, SERVER))

    def _launch(self, module: Module, now: float) -> None:
        """Spawn the module's program; from STARTING (the server), WAITING, STOPPED or BACKING_OFF."""
        assert module.program is not None
        if module.state is not State.STARTING:
            module.change(State.STARTING)
            module.serial += 1
        module.deadline = now + (SLOW_START if module.is_server else SETTLED)
        module.reason = "was started, no answer yet" if module.is_server else None
        module.port = self.port
        serial = module.serial
        try:
            module.child = self.tools.spawn(
                self._launch_of(module, module.program),
                lambda ended: self.tools.post(msg.Exited(module.name, serial, ended)),
            )
        except NotStarted as error:
            self._crashed(module, Exit(not_started=str(error)), [], now)
            return
        logger.info("Started %s (pid %s)", module.name, module.child.pid)
        if module.is_server:
            self._cancel_ready = self.tools.await_ready(self.port, serial)

    def _launch_of(self, module: Module, program: Program) -> Launch:
        argv = list(program.command)
        if self.setup.testing:
            argv.append("--testing")
        if program.own:
            argv.append("--supervised")
            if self.port != self.setup.default_port:
                argv += ["--port", str(self.port)]
        return Launch(module.name, tuple(argv), self.tools.environment(program.own), program.own, module.output)

    def _answered(self, serial: int, now: float) -> None:
        server = self.modules[SERVER]
        if serial == server.serial and server.state is State.STARTING and server.child is not None:
            self._running(server, now)

    def _running(self, module: Module, now: float) -> None:
        module.change(State.RUNNING, deadline=policy.healthy_at(now) if module.exits else None)
        module.running_since = now

    def _due(self, module: Module, now: float) -> None:
        module.deadline = None
        match module.state:
            case State.STARTING if module.is_server and module.child is None:
                self._look(module)
            case State.STARTING if module.is_server:
                module.reason = f"does not answer on port {self.port} yet"
            case State.STARTING:
                self._running(module, now)
            case State.RUNNING:
                module.forget_history()
            case State.BACKING_OFF if module.is_server:
                self._look(module)
            case State.BACKING_OFF if self._may_start(module):
                self._launch(module, now)
            case State.BACKING_OFF:
                module.change(State.WAITING, "waits for the server")
            case State.STOPPING:
                stopping.press(module, now)

    # -- end -------------------------------------------------------------------------------------

    def _exited(self, message: msg.Exited, now: float) -> None:
        module = self.modules[message.name]
        if message.serial != module.serial or module.child is None:
            return
        lines = module.child.tail(LAST_LINES)
        module.child = None
        if module.is_server:
            self._cancel_ready()
        if module.state is State.STOPPING or self._ending:
            self._stopped(module, message.exit)
        else:
            self._crashed(module, message.exit, lines, now)

    def _stopped(self, module: Module, ended: Exit) -> None:
        if module.state is not State.STOPPING:
            module.change(State.STOPPING)
        oddity = "" if ended.clean else f"; it {ended.describe()}"
        logger.info("%s ended %s%s", module.name, stopping.HOW[module.stop_stage], oddity)
        module.change(State.STOPPED)

    def _crashed(self, module: Module, ended: Exit, lines: list[str], now: float) -> None:
        module.exits = [*policy.recent(module.exits, now), now]
        what = ended.describe()
        match policy.decide(module.exits, now):
            case policy.RestartAt(time):
                module.restarts += 1
                module.change(State.BACKING_OFF, what, deadline=time)
                self.notify(_restart_notice(module.name, what))
            case policy.GiveUp(count):
                self._fail(module, f"{what}; it ended {count} times within ten minutes and is not started again", lines)

    def _fail(self, module: Module, reason: str, lines: list[str]) -> None:
        module.change(State.FAILED, reason)
        failure = Failure(module.name, reason, tuple(lines), module.output)
        self._failures[module.name] = failure
        self.notify(Notice(NoticeKind.GAVE_UP, "A module does not run", failure.sentence, module.name))

    def _stop(self, module: Module, now: float) -> None:
        if module.child is None:
            module.serial += 1  # a probe on its way is not ours any more
            module.change(State.STOPPED)
            return
        if module.is_server:
            self._cancel_ready()
        stopping.begin(module, now)

    # -- what people and the server say ----------------------------------------------------------

    def _wish(self, changes: dict[str, bool], version: int | None = None) -> None:
        self.wishes.set(changes, version)
        for name in changes:
            self._module(name).wanted = self.wishes.wanted(name)

    def _restart(self, name: str, now: float) -> None:
        module = self._module(name)
        module.forget_history()
        if not module.wanted:
            self._wish({name: True})
        if module.state is State.MISSING:
            self._rescan()
        elif module.state in {State.STARTING, State.RUNNING}:
            self._stop(module, now)
        elif module.state in {State.FAILED, State.BACKING_OFF}:
            self._set_aside(module)

    def _heard(self, heard: msg.Heard, now: float) -> None:
        self._linked, self._api_browser, self._pause = True, heard.api_browser, heard.pause
        self._filtering = heard.filtering
        if heard.version > self.wishes.version:
            known = {name: wish for name, wish in heard.wishes.items() if name in self.modules}
            changes = {name: wish for name, wish in known.items() if self.modules[name].wanted != wish}
            self._wish(changes, heard.version)
        elif heard.version < self.wishes.version:
            # The server's memory is younger than ours (a new database): our wishes stand, its count starts.
            self.wishes.set({}, heard.version)
        for name in heard.restarts:
            if name in self.modules:
                self._restart(name, now)
        self._take_notices(heard.notices)
        self._judge_freshness(heard, now)

    def _take_notices(self, notices: tuple[ServerNotice, ...]) -> None:
        """Tell each once, when it begins to hold or says something else than before."""
        for notice in notices:
            if notice not in self._server_notices:
                self.notify(Notice(NoticeKind.SERVER, notice.title, notice.text))
        self._server_notices = notices

    def _judge_freshness(self, heard: msg.Heard, now: float) -> None:
        running_for = {
            module.name: now - module.running_since
            for module in self.modules.values()
            if module.running_since is not None
        }
        silent = silent_modules(running_for, heard.receipts, paused=heard.pause.paused, locked=self._locked)
        for name in running_for:
            module = self.modules[name]
            newly, module.silent = name in silent and not module.silent, name in silent
            module.reason = "runs, but no data arrives" if module.silent else None
            if newly:
                age = round(heard.receipts[name])
                text = f"It runs, but nothing has arrived from it for {age} seconds."
                self.notify(Notice(NoticeKind.SILENT, f"{name} delivers no data", text, name))

    def _link_lost(self, port: int) -> None:
        if port != self.port:
            return
        self._linked = self._api_browser = False
        server = self.modules.get(SERVER)
        if server is None:
            return
        if server.state is State.EXTERNAL:
            server.change(State.STOPPED)
        elif server.state is State.RUNNING:
            # If it has crashed, the news of that follow at once; else it hangs until it is heard again.
            server.silent, server.reason = True, f"does not answer on port {port}"

    # -- which modules there are -----------------------------------------------------------------

    def _rescan(self) -> None:
        programs = self.tools.discover()
        for name in {*programs, *self.wishes.names(), *self.modules}:
            module = self._module(name)
            if module.child is None:
                module.program = programs.get(name)
            if module.state is State.MISSING and module.program is not None:
                module.change(State.STOPPED)
        gone = [m.name for m in self.modules.values() if m.program is None and not m.wanted and m.child is None]
        for name in gone:
            if self.modules[name].state is State.STOPPED:
                del self.modules[name]

    def _module(self, name: str) -> Module:
        if name not in self.modules:
            output = self.setup.output_dir / f"{name}{'-testing' if self.setup.testing else ''}.log"
            self.modules[name] = Module(name, self.tools.wall, output, wanted=self.wishes.wanted(name))
        return self.modules[name]

    def _ordered(self) -> list[Module]:
        return [self.modules[name] for name in sort_for_start(self.modules)]


def _restart_notice(name: str, what: str) -> Notice:
    return Notice(NoticeKind.RESTARTING, f"{name} is being restarted", f"It {what}.", name)
