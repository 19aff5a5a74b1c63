"""The composition root's small decisions."""

import pytest

from aw_qt import main
from aw_qt.snapshot import ModuleView, PauseView, Snapshot
from aw_qt.supervision.states import State


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("aw-qt ")


def test_nobody_runs(capsys):
    assert main.main(["--status"]) == 1
    assert main.main(["--stop"]) == 0
    assert capsys.readouterr().out == "ActivityWatch is not running.\n" * 2


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "there is no display"),
        ({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "/nonexistent"}, "there is no display"),
        ({"QT_QPA_PLATFORM": "offscreen"}, None),
    ],
)
def test_where_no_icon_can_be_shown(environ, words):
    problem = main.display_problem(environ)
    assert problem is None if words is None else words in problem


def test_a_wayland_socket_is_a_display(tmp_path):
    (tmp_path / "wayland-0").touch()
    assert main.display_problem({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}) is None


def test_the_status_speaks_of_health_and_pause():
    snapshot = Snapshot(5600, "0.14.0", 7, modules=(ModuleView("aw-x", State.FAILED, True, "bundled"),))
    status = main.status_of(snapshot)
    assert (status["health"], status["paused"], status["url"]) == ("trouble", False, "http://127.0.0.1:5600/")
    assert main.status_of(Snapshot(5600, "0.14.0", 7, pause=PauseView(True)))["paused"]
