"""The thread around the supervisor: messages in, snapshots and notices out, nothing left behind."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest

from aw_qt.manager import Manager
from aw_qt.supervision.exits import Exit
from aw_qt.supervision.world import Setup
from aw_qt.wishes import Wishes
from tests.aw_qt.fakes import FakeTools, programs
from tests.support.wait import wait_until

ALL = ("aw-server", "aw-watcher-afk")


@pytest.fixture
def made(tmp_path):
    """A running Manager over fake children, its tools, and what its listeners heard."""
    tools = FakeTools(programs(*ALL))

    def make_tools(post):
        tools.post = post
        return tools

    setup = Setup(5600, 5600, False, "0.14.0", 1, Path(tmp_path))
    manager = Manager(setup, Wishes(tmp_path / "w.json", ALL), make_tools)
    snapshots, notices = [], []
    manager.listen(snapshots.append, notices.append)
    manager.start()
    yield manager, tools, snapshots, notices
    manager.stop("test")


def state(manager, name):
    module = manager.snapshot.module(name)
    return module.state.value if module else None


def test_from_start_to_stop(made):
    manager, tools, snapshots, notices = made
    wait_until(lambda: state(manager, "aw-watcher-afk") == "running", 5, "the watcher")
    assert manager.stop("test")
    assert manager.ended
    assert snapshots[-1].ending
    assert not any(child.alive for child in tools.children)
    assert notices == []
    assert manager.stop("again")


def test_all_spawning_is_done_by_the_managers_thread(made):
    manager, tools, _, _ = made
    seen = set()
    spawn = tools.spawn
    tools.spawn = lambda *args: (seen.add(threading.current_thread().name), spawn(*args))[1]
    manager.restart("aw-watcher-afk")
    manager.restart("aw-server")
    wait_until(lambda: len(tools.children) >= 3, 5, "new children")
    assert seen == {"manager"}


def test_a_crash_reaches_the_listeners(made):
    manager, tools, snapshots, notices = made
    wait_until(lambda: state(manager, "aw-watcher-afk") == "running", 5, "the watcher")
    tools.child("aw-watcher-afk").end(Exit(signal=9))
    wait_until(lambda: notices, 5, "the notice")
    wait_until(lambda: state(manager, "aw-watcher-afk") == "running", 5, "the restart")
    assert "backing-off" in {s.module("aw-watcher-afk").state.value for s in snapshots if s.module("aw-watcher-afk")}


def test_a_broken_listener_does_not_end_the_supervision(made, caplog):
    manager, _, _, _ = made

    def broken(snapshot):
        raise ValueError("broken listener")

    manager.listen(on_change=broken)
    manager.set_wanted("aw-watcher-afk", False)
    wait_until(lambda: state(manager, "aw-watcher-afk") == "stopped", 5, "the stop")
    assert "goes on" in caplog.text


def test_snapshots_are_published_only_when_something_changed(made):
    manager, _, snapshots, _ = made
    wait_until(lambda: state(manager, "aw-watcher-afk") == "running", 5, "the watcher")
    manager.set_wanted("aw-watcher-afk", True)
    manager.stop("test")
    assert all(a != b for a, b in pairwise(snapshots[:-1]))
