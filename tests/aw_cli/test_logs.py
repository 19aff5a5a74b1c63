"""`aw-cli logs`: the newest file of each program, filtered by day and level."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_cli.logs import Filter
from tests.aw_cli.conftest import Run, sentence

LOG = """\
2026-05-01 23:59:59 [INFO ]: old news  (a.b:1)
2026-05-02 10:00:00 [DEBUG]: details  (a.b:2)
2026-05-02 10:00:01 [WARNING]: careful  (a.b:3)
2026-05-02 10:00:02 [ERROR]: broken  (a.b:4)
Traceback (most recent call last):
ValueError: x
2026-05-02 10:00:03 [INFO ]: fine again  (a.b:5)
"""


@pytest.fixture
def folder(home: Path) -> Path:
    folder = home / ".cache/activitywatch/log"
    server, watcher = folder / "aw-server", folder / "aw-watcher-afk"
    server.mkdir(parents=True)
    watcher.mkdir()
    (server / "aw-server_2026-05-01T08-00-00.log").write_text("older file\n")
    (server / "aw-server_2026-05-02T08-00-00.log").write_text(LOG)
    (server / "aw-server_testing_2026-05-03T08-00-00.log").write_text("testing file\n")
    (watcher / "aw-watcher-afk_2026-05-02T08-00-00.log").write_bytes(b"bytes \xff\n")
    return folder


def test_the_newest_file_of_every_program(run: Run, folder: Path) -> None:
    lines = run("logs").output.splitlines()
    assert lines[0] == f"== aw-server: {folder}/aw-server/aw-server_2026-05-02T08-00-00.log"
    assert lines[1:8] == LOG.splitlines()
    assert lines[8].startswith("== aw-watcher-afk: ")
    assert lines[9].startswith("bytes ")
    assert len(lines) == 10


def test_testing_logs_are_apart(run: Run, folder: Path) -> None:
    assert run("--testing", "logs").output.splitlines()[1:] == ["testing file"]


def test_one_module_from_a_day_and_a_level_on(run: Run, folder: Path) -> None:
    shown = run("logs", "aw-server", "--since", "2026-05-02", "--level", "warning").output.splitlines()
    assert shown[1:] == [*LOG.splitlines()[2:6], "== 3 entries not shown"]
    assert run("logs", "aw-server", "--since", "2026-05-02").output.endswith("== 1 entry not shown\n")


@pytest.mark.parametrize("name", ["aw-nothing", "..", "../log", "/"])
def test_no_such_log(run: Run, folder: Path, name: str) -> None:
    before = sorted(folder.iterdir())
    assert sentence(run("logs", name)) == f"There is no log of {name} in {folder} yet."
    assert sorted(folder.iterdir()) == before


def test_no_logs_at_all(run: Run) -> None:
    assert sentence(run("logs")).startswith("There is no log in ")


def test_lines_before_the_first_record_are_shown_only_without_a_filter() -> None:
    lines = ["no record\n", "2026-05-02 10:00:00 [INFO ]: x  (a:1)\n"]
    assert list(Filter(None, None)(lines)) == lines
    assert list(Filter("2026-05-01", None)(lines)) == lines[1:]


def test_a_level_nobody_knows_is_shown() -> None:
    lines = ["2026-05-02 10:00:00 [AUDIT]: x  (a:1)\n"]
    assert list(Filter(None, "ERROR")(lines)) == lines
