"""How programs end: real processes, real signals, a real supervisor that dies."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_core.lifeline import StopEvent, Stopper, attach
from tests.support.programs import program_env, signal_other_thread, survivors
from tests.support.wait import patience, stays, wait_until

# What every program of ours does, and nothing else. Says "ready", then why it stopped.
MODULE = """
import sys
from aw_core.lifeline import Stopper, attach, install_signals
stopper = Stopper()
install_signals(stopper)
attach(stopper, "--supervised" in sys.argv)
print("ready", flush=True)
stopper.event.wait()
print(stopper.reason, flush=True)
"""
# A supervisor that starts the module and tells its pid; `stdin` says what the module gets.
SUPERVISOR = """
import os, subprocess, sys, time
kind, out = sys.argv[1], open(sys.argv[2], "w")
stdin = subprocess.PIPE
if kind == "deaf":  # a pipe whose other end somebody else keeps open: only the parent's death can tell
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    stdin = reader
child = subprocess.Popen([sys.executable, "-c", sys.argv[3], "--supervised"], stdin=stdin, stdout=out,
                         close_fds=kind != "deaf")
print(child.pid, flush=True)
time.sleep(60)
"""


class Running:
    """A process with its output in a file, so that no pipe of ours keeps it alive."""

    def __init__(
        self, out: Path, *arguments: str, stdin: int = subprocess.DEVNULL, prefix: tuple[str, ...] = ()
    ) -> None:
        self.out = out
        with out.open("wb") as file:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-c", MODULE, *arguments], stdin=stdin, stdout=file, env=program_env()
            )
        wait_until(lambda: self.said[:1] == ["ready"], 10, "ready")

    @property
    def said(self) -> list[str]:
        return self.out.read_text().split()

    def ended(self, timeout: float = 30) -> int:
        return self.process.wait(timeout)


@pytest.fixture
def started() -> Iterator[list[Running]]:
    running: list[Running] = []
    yield running
    for one in running:
        one.process.kill()
        one.process.wait(30)
        if one.process.stdin:
            one.process.stdin.close()


def start(started: list[Running], tmp_path: Path, *arguments: str, **more: object) -> Running:
    one = Running(tmp_path / f"out{len(started)}", *arguments, **more)  # type: ignore[arg-type]
    started.append(one)
    return one


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_stop(number: signal.Signals, started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path)
    one.process.send_signal(number)
    assert one.ended() == 0
    assert one.said == ["ready", number.name]


def test_by_hand_without_stdin_keeps_running(started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path)  # </dev/null, as systemd gives it too
    stays(lambda: one.process.poll() is None, 0.4, "running with </dev/null")


def test_by_hand_with_a_closed_pipe_keeps_running(started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path, stdin=subprocess.PIPE)
    assert one.process.stdin
    one.process.stdin.close()
    stays(lambda: one.process.poll() is None, 0.4, "running with a closed pipe")


def test_with_nohup_a_hangup_is_nothing(started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path, prefix=("nohup",))
    one.process.send_signal(signal.SIGHUP)
    stays(lambda: one.process.poll() is None, 0.4, "running after SIGHUP")
    one.process.send_signal(signal.SIGTERM)
    assert one.ended() == 0


def test_in_the_background_of_a_shell_ctrl_c_is_nothing(started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path, prefix=("sh", "-c", 'trap "" INT; exec "$@"', "sh"))
    one.process.send_signal(signal.SIGINT)
    stays(lambda: one.process.poll() is None, 0.4, "running after SIGINT")


def test_supervised_stops_when_the_pipe_closes(started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path, "--supervised", stdin=subprocess.PIPE)
    assert one.process.stdin
    one.process.stdin.write(b"whatever is said does not matter")
    one.process.stdin.flush()
    stays(lambda: one.process.poll() is None, 0.3, "running while the pipe is open")
    one.process.stdin.close()
    assert one.ended() == 0
    assert one.said == ["ready", "supervisor", "gone"]


def test_supervised_still_hears_signals(started: list[Running], tmp_path: Path) -> None:
    one = start(started, tmp_path, "--supervised", stdin=subprocess.PIPE)
    one.process.send_signal(signal.SIGTERM)
    assert one.ended() == 0
    assert one.said == ["ready", "SIGTERM"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us choose the thread")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_another_thread_gets_is_heard_at_once(
    number: signal.Signals, started: list[Running], tmp_path: Path
) -> None:
    one = start(started, tmp_path, "--supervised", stdin=subprocess.PIPE)  # its stdin has a thread
    signal_other_thread(one.process.pid, number)
    assert one.ended() == 0
    assert one.said == ["ready", number.name]


def test_no_signal_writes_into_what_is_closed() -> None:
    before = signal.set_wakeup_fd(-1)
    try:
        event = StopEvent()
        event.wake_by_signals()
        other = StopEvent()
        other.wake_by_signals()
        del event
        current = signal.set_wakeup_fd(-1)
        assert current != -1, "the younger one's was taken away"
        signal.set_wakeup_fd(current)
        del other
        assert signal.set_wakeup_fd(-1) == -1
    finally:
        signal.set_wakeup_fd(before)


@pytest.mark.parametrize(("kind", "reasons"), [("pipe", {"SIGTERM", "supervisor"}), ("deaf", {"SIGTERM"})])
def test_no_survivor_when_the_supervisor_is_killed(kind: str, reasons: set[str], tmp_path: Path) -> None:
    if kind == "deaf" and sys.platform != "linux":
        pytest.skip("only Linux tells of the parent's death")
    out = tmp_path / "out"
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, kind, str(out), MODULE], stdout=subprocess.PIPE, text=True, env=program_env()
    )
    assert supervisor.stdout
    pid = int(supervisor.stdout.readline())
    try:
        wait_until(lambda: out.read_text().startswith("ready"), 10, "the module")
        supervisor.kill()
        supervisor.wait(30)
        assert survivors([pid], 5) == []
        assert out.read_text().split()[1] in reasons
    finally:
        supervisor.kill()
        supervisor.wait(30)
        supervisor.stdout.close()
        if survivors([pid], 0):
            os.kill(pid, signal.SIGKILL)


ORPHAN = """
import os, sys, time
from aw_core import lifeline
# The supervisor dies between our first look at it and the request to the kernel.
real, first = os.getppid, os.getppid()
answers = iter([first, first + 1])
os.getppid = lambda: next(answers)
stopper = lifeline.Stopper()
lifeline.attach(stopper, True)
print(stopper.event.wait(60), stopper.reason)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of the parent's death")
def test_a_supervisor_that_died_before_we_asked() -> None:
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-c", ORPHAN], stdin=reader, capture_output=True, text=True, env=program_env(), timeout=60
        )
    finally:
        os.close(reader)
        os.close(writer)
    assert done.stdout.strip() == "True supervisor gone"


def test_not_supervised_starts_nothing() -> None:
    threads = threading.active_count()
    attach(Stopper(), supervised=False)
    assert threading.active_count() == threads


def test_stopper() -> None:
    stopper = Stopper()
    assert stopper.reason == ""
    assert not stopper.event.is_set()
    assert select.select([stopper], [], [], 0)[0] == []
    stopper.stop("first")
    stopper.stop("second")
    assert stopper.reason == "first"
    assert stopper.event.is_set()
    for _ in range(2):
        assert select.select([stopper], [], [], 0)[0] == [stopper]
        assert stopper.event.wait(0)
        assert stopper.event.wait()


def test_waiting_has_a_timeout() -> None:
    before = time.monotonic()
    assert not StopEvent().wait(0.05)
    assert 0.05 <= time.monotonic() - before < 2 * patience()
    assert not StopEvent().wait(0)
    assert not StopEvent().wait(-1)


def test_every_waiter_wakes() -> None:
    event = StopEvent()
    woken: list[bool] = []
    waiters = [threading.Thread(target=lambda: woken.append(event.wait(60))) for _ in range(5)]
    for waiter in waiters:
        waiter.start()
    event.set()
    for waiter in waiters:
        waiter.join(30)
    assert woken == [True] * 5


def test_a_stop_is_final() -> None:
    event = StopEvent()
    event.set()
    with pytest.raises(RuntimeError):
        event.clear()
    assert event.is_set()


STORM = """
import os, signal, sys
from aw_core.lifeline import Stopper, install_signals
# Each round a signal may fall anywhere into wait(): none may be lost, none may deadlock.
for _ in range(int(sys.argv[1])):
    stopper = Stopper()
    install_signals(stopper)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    signal.setitimer(signal.ITIMER_REAL, 0.0002)
    assert stopper.event.wait(60), "a signal was lost"
print("all heard", len(os.listdir("/proc/self/fd")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_a_signal_at_any_moment_of_a_wait_is_heard() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STORM, "500"], capture_output=True, text=True, env=program_env(), timeout=60
    )
    assert done.stdout.startswith("all heard"), done.stderr
    # The sockets went with their stoppers.
    assert int(done.stdout.split()[-1]) < 20
