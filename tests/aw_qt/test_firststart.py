"""The page of the first start: when the server is up, once in a lifetime."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from aw_qt import config
from aw_qt.firststart import FirstStart, is_first, remember, state_path
from aw_qt.main import _is_welcome_due
from aw_qt.snapshot import ModuleView, Snapshot
from aw_qt.supervision.states import State

STARTING = Snapshot(5600, "0.14.0", 1, modules=(ModuleView("aw-server", State.STARTING, True, "bundled"),))
UP = replace(STARTING, modules=(ModuleView("aw-server", State.RUNNING, True, "bundled"),))


def test_it_waits_for_the_server_and_shows_once(tmp_path: Path) -> None:
    shown: list[str] = []
    first = FirstStart(tmp_path / "state.json", lambda: shown.append("page"))
    first(STARTING)
    assert shown == []
    assert is_first(tmp_path / "state.json"), "a start that came to nothing is not remembered"
    for _ in range(3):
        first(UP)
    assert shown == ["page"]
    assert not is_first(tmp_path / "state.json")
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_a_server_that_ran_already_counts(tmp_path: Path) -> None:
    shown: list[str] = []
    external = replace(UP, modules=(ModuleView("aw-server", State.EXTERNAL, True, "bundled"),))
    FirstStart(tmp_path / "state.json", lambda: shown.append("page"))(external)
    assert shown == ["page"]


def test_nothing_is_shown_while_everything_ends(tmp_path: Path) -> None:
    FirstStart(tmp_path / "state.json", lambda: pytest.fail("shown"))(replace(UP, ending=True))


def test_a_full_disk_does_not_keep_the_page_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []
    (tmp_path / "file").touch()
    first = FirstStart(tmp_path / "file/state.json", lambda: shown.append("page"))
    first(UP)
    first(UP)
    assert shown == ["page"]
    assert "first start" in caplog.text


@pytest.mark.parametrize(
    ("arguments", "due"),
    [([], True), (["--testing"], False), (["--testing", "--welcome"], True), (["--welcome"], True)],
)
def test_when_it_is_due(home: Path, arguments: list[str], due: bool) -> None:
    settings = config.load(config.parse(arguments))
    assert _is_welcome_due(settings) is due
    remember(state_path(testing=False))
    assert _is_welcome_due(settings) is ("--welcome" in arguments)
    assert os.path.commonpath([state_path(testing=True), home]) == str(home)
