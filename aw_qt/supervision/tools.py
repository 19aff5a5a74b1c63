"""The real `Tools` of the supervisor: processes, threads and sockets; each answer is posted as a message."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aw_qt.supervision import child, discovery, probe
from aw_qt.supervision import messages as msg
from aw_qt.supervision.child import Launch, ProcessChild
from aw_qt.supervision.environment import clean_environment
from aw_qt.supervision.exits import Exit

_READY_PAUSE = 0.05


class RealTools:
    """See world.Tools. *post* delivers a message to the Manager's thread."""

    def __init__(
        self,
        post: Callable[[msg.Message], None],
        testing: bool,
        environ: dict[str, str],
        bundle: tuple[Path, ...],
        places: discovery.Places,
    ) -> None:
        self.post = post
        self._testing = testing
        self._places = places
        self._foreign = clean_environment(environ, bundle)
        self._own = _with_packages(environ, bundle) if places.packages else self._foreign

    def spawn(self, launch: Launch, on_exit: Callable[[Exit], None]) -> ProcessChild:
        """Start a module."""
        return child.spawn(launch, on_exit)

    def examine(self, port: int, serial: int) -> None:
        """Look at the port on a short-lived thread; posts Probed."""

        def look() -> None:
            self.post(msg.Probed(serial, probe.examine(port, self._testing)))

        threading.Thread(target=look, name="port probe", daemon=True).start()

    def await_ready(self, port: int, serial: int) -> Callable[[], None]:
        """Ask the starting server until it answers; posts Answered. Returns the way to give up waiting."""
        cancelled = threading.Event()

        def ask() -> None:
            while not cancelled.wait(_READY_PAUSE):
                if probe.is_ready(port):
                    self.post(msg.Answered(serial))
                    return

        threading.Thread(target=ask, name="server readiness", daemon=True).start()
        return cancelled.set

    def discover(self) -> dict[str, discovery.Program]:
        """The programs there are now."""
        return discovery.discover(self._places)

    def environment(self, own: bool) -> dict[str, str]:
        """Our own modules find our packages; all others get an environment free of them."""
        return dict(self._own if own else self._foreign)

    def wall(self) -> datetime:
        """Now, UTC."""
        return datetime.now(UTC)


def _with_packages(environ: dict[str, str], roots: tuple[Path, ...]) -> dict[str, str]:
    """*environ* with the source *roots* on PYTHONPATH, made absolute: ``python -P -m`` ignores the folder."""
    entries = [str(root) for root in roots]
    for entry in environ.get("PYTHONPATH", "").split(os.pathsep):
        if entry and (absolute := str(Path(entry).absolute())) not in entries:
            entries.append(absolute)
    return {**environ, "PYTHONPATH": os.pathsep.join(entries)} if entries else dict(environ)
