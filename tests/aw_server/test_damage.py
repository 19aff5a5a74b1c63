"""The server over a damaged file: answers, collects, recovers, says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import damage
from tests.support.damage import build
from tests.support.damaged_server import run_case


@pytest.mark.parametrize(
    ("name", "with_log"), [("no_first_page", False), ("flips", True), ("swapped", False), ("log_flips", True)]
)
def test_a_damaged_file_under_a_real_server(tmp_path: Path, name: str, with_log: bool) -> None:
    pristine = build(tmp_path / "pristine", 5, events=4000, with_log=with_log, with_backup=True)
    outcome = run_case(pristine, getattr(damage, name), name)
    assert outcome.answer < 10
    assert outcome.back >= 0.999 * outcome.due
    assert outcome.said is not None
    assert outcome.said["state"] == "recovered"
    assert outcome.said["events"] > 0
    assert Path(outcome.said["kept"]).is_file()
    [log] = Path(os.environ["HOME"]).glob("live-server-*.log")
    assert "It is set aside, a fresh one takes its place." in log.read_text()
    assert "Recovered from activitywatch-" in log.read_text()


def test_a_whole_file_after_a_kill_is_left_alone(tmp_path: Path) -> None:
    pristine = build(tmp_path / "pristine", 6, events=3000, with_log=True, with_backup=False)
    outcome = run_case(pristine, lambda _path, _random: None, "")
    assert (outcome.back, outcome.said) == (outcome.due, None)
