"""Real small processes: one that exits, one that ignores SIGTERM, one that writes much, one with helpers."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from aw_qt.supervision.child import Launch, NotStarted, spawn
from aw_qt.supervision.exits import Exit
from tests.support.wait import wait_until


class Started:
    """A child of a Python text, with its end collected."""

    def __init__(self, tmp_path, text, supervised=True):
        self.output = tmp_path / "out.log"
        self.ended = threading.Event()
        self.exit: Exit | None = None
        launch = Launch("aw-x", (sys.executable, "-c", text), dict(os.environ), supervised, self.output)
        self.child = spawn(launch, self._on_exit)

    def _on_exit(self, how):
        self.exit = how
        self.ended.set()

    def wait(self, timeout=60):
        assert self.ended.wait(timeout)
        return self.exit


@pytest.fixture
def start(tmp_path):
    started = []

    def make(text, supervised=True):
        started.append(Started(tmp_path, text, supervised))
        return started[-1]

    yield make
    for one in started:
        one.child.kill_tree()
        one.wait()


def test_the_end_and_the_last_lines_are_reported(start):
    one = start("import sys; print('hello'); print('trouble', file=sys.stderr); sys.exit(3)")
    assert one.wait() == Exit(code=3)
    assert sorted(one.child.tail(5)) == ["hello", "trouble"]
    assert "trouble" in one.output.read_text()


def test_a_killed_process_is_reported_with_its_signal(start):
    one = start("import time; time.sleep(60)")
    os.kill(one.child.pid, signal.SIGKILL)
    assert one.wait() == Exit(signal=9)


def test_closing_stdin_is_the_polite_stop(start):
    one = start("import sys; sys.stdin.read(); print('bye')")
    assert one.child.ask()
    assert one.wait() == Exit(code=0)
    assert one.child.tail(1) == ["bye"]


def test_a_foreign_program_has_no_stdin_to_close(start):
    one = start("import sys, time; sys.stdin.read(); print('read', flush=True); time.sleep(60)", supervised=False)
    wait_until(lambda: one.child.tail(1) == ["read"], what="an empty stdin")
    assert not one.child.ask()
    one.child.terminate()
    assert one.wait() == Exit(signal=15)


def test_one_that_ignores_sigterm_is_killed(start):
    one = start("import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)")
    wait_until(lambda: one.child.tail(1) == ["deaf"], what="the handler")
    one.child.terminate()
    one.child.kill_tree()
    assert one.wait() == Exit(signal=9)


def test_one_that_writes_more_than_any_pipe_holds_is_never_blocked(start):
    one = start("import sys\nfor n in range(300000): print('line', n)\n")
    assert one.wait(30) == Exit(code=0)
    assert one.child.tail(1) == ["line 299999"]


HELPER = (
    "import subprocess, sys, time; "
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print(p.pid, flush=True); {}"
)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_crashed_modules_helper_does_not_outlive_it(start):
    one = start(HELPER.format("time.sleep(0.1); sys.exit(1)"))
    assert one.wait() == Exit(code=1)
    helper = int(one.child.tail(1)[0])
    wait_until(lambda: not _runs(helper), 5, "the helper's end")


def test_kill_tree_reaches_a_helper_in_a_session_of_its_own(start):
    one = start(HELPER.replace("600)']", "600)'], start_new_session=True").format("time.sleep(600)"))
    wait_until(lambda: one.child.tail(1), what="the helper's pid")
    helper = int(one.child.tail(1)[0])
    one.child.kill_tree()
    one.wait()
    wait_until(lambda: not _runs(helper), 5, "the helper's end")


def test_the_child_inherits_no_descriptors_and_leads_its_own_session(start):
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    try:
        one = start("import os; print(len(os.listdir('/proc/self/fd')), os.getsid(0) == os.getpid())")
        one.wait()
        # 0, 1, 2 and the one that reads the folder
        assert one.child.tail(1) == ["4 True"]
    finally:
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize(
    ("make", "words"), [(lambda f: None, "No such file"), (lambda f: f.touch(), "Permission denied")]
)
def test_what_cannot_be_started_says_why(tmp_path, make, words):
    file = tmp_path / "aw-x"
    make(file)
    with pytest.raises(NotStarted, match=words):
        spawn(Launch("aw-x", (str(file),), {}, True, tmp_path / "o.log"), lambda how: None)


def test_signals_after_the_end_reach_nobody(start):
    one = start("pass")
    one.wait()
    one.child.terminate()
    one.child.kill_tree()
    assert one.exit == Exit(code=0)
