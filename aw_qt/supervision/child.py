"""One operating-system process: spawn, read, wait, ask, kill. The only file that starts modules.

Each child has one waiter and one reader thread; both only report to whoever spawned it.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from aw_qt.supervision.exits import Exit
from aw_qt.supervision.output import OutputLog, Ring

logger = logging.getLogger(__name__)

_READER_GRACE = 0.5
"""Seconds to wait for the last lines after the end (a grandchild may hold the pipe open for ever)."""


@dataclass(frozen=True)
class Launch:
    """All that is needed to start a module: its argv, environment and where its output is kept."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    supervised: bool
    """Ours: it gets a stdin pipe whose end is the polite stop and the news of the tray's death."""
    output: Path


class Child(Protocol):
    """What the supervisor needs of a running module."""

    @property
    def pid(self) -> int: ...
    def ask(self) -> bool: ...
    def terminate(self) -> None: ...
    def kill_tree(self) -> None: ...
    def tail(self, lines: int) -> list[str]: ...


class NotStarted(Exception):
    """The operating system would not start the program; str() is a phrase for a person."""


def spawn(launch: Launch, on_exit: Callable[[Exit], None]) -> "ProcessChild":
    """Start the module; *on_exit* is called once, from the waiter thread, when it has ended.

    Raises NotStarted.
    """
    try:
        process = subprocess.Popen(
            launch.argv,
            stdin=subprocess.PIPE if launch.supervised else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(launch.env),
            close_fds=True,
            # A session of its own: Ctrl-C in the tray's terminal must not reach the module before
            # the ordered stop does, and everything it starts can be ended together.
            start_new_session=True,
            creationflags=_hidden_window(),
        )
    except OSError as error:
        raise NotStarted(error.strerror or str(error)) from error
    return ProcessChild(launch, process, on_exit)


class ProcessChild:
    """A running module (see Child) and its two threads."""

    def __init__(self, launch: Launch, process: "subprocess.Popen[bytes]", on_exit: Callable[[Exit], None]):
        self._process = process
        self._on_exit = on_exit
        self._ring = Ring()
        self._supervised = launch.supervised
        self._reaping = threading.Lock()
        _end_with_us(process)
        self._reader = threading.Thread(
            target=self._read, args=(process.stdout, launch.output), name=f"{launch.name} output", daemon=True
        )
        self._waiter = threading.Thread(target=self._wait, name=f"{launch.name} waiter", daemon=True)
        self._reader.start()
        self._waiter.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self) -> bool:
        """The polite stop: close its stdin. False when it has none, so that only a signal is left."""
        if not self._supervised or self._process.stdin is None:
            return False
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        return True

    def terminate(self) -> None:
        """SIGTERM (on Windows: TerminateProcess)."""
        self._end("SIGTERM")

    def kill_tree(self) -> None:
        """End it and everything it started, without asking."""
        import psutil  # rarely needed, and megabytes of an idle tray

        with contextlib.suppress(psutil.Error):
            for descendant in psutil.Process(self.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    descendant.kill()
        self._end("SIGKILL")

    def tail(self, lines: int) -> list[str]:
        """The last *lines* lines it wrote."""
        return self._ring.tail(lines)

    def _end(self, name: str) -> None:
        # Not Popen.terminate(): it may reap the process and so free its number under the waiter's feet.
        with self._reaping, contextlib.suppress(OSError):
            if self._process.returncode is not None:
                return
            if sys.platform == "win32":
                self._process.terminate()
            else:
                os.kill(self.pid, signal.Signals[name])

    def _read(self, pipe: IO[bytes], file: Path) -> None:
        with OutputLog(file) as log, pipe:
            while chunk := os.read(pipe.fileno(), 65536):
                self._ring.write(chunk)
                log.write(chunk)

    def _wait(self) -> None:
        self._wait_and_sweep()
        self._reader.join(_READER_GRACE)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._on_exit(Exit.of(self._process.returncode))

    def _wait_and_sweep(self) -> None:
        """Wait for the end, then end what is left of its process group: no helper outlives its module.

        The group is swept before its dead leader is reaped: until then the number cannot be anybody else's.
        """
        if sys.platform == "win32":
            self._process.wait()
            return
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._reaping:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()


def _hidden_window() -> int:
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0))


def _end_with_us(process: "subprocess.Popen[bytes]") -> None:
    """On Windows: put it into the job that ends with the tray. Elsewhere own modules see to it themselves."""
    if sys.platform == "win32":
        from aw_qt.supervision import jobobject

        jobobject.add(process.pid)
