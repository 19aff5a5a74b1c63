"""Logging: format, files, rotation, the cap, JSON lines, levels, uncaught exceptions, the tail."""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from aw_core import log
from aw_core.log_files import CappedFileHandler, keep_below
from aw_core.log_formats import TextFormatter
from tests.support.programs import program_env

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[(.{5,})\]: (.*)  \((\S+):(\d+)\)")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hooks = list(root.handlers), root.level, (sys.excepthook, threading.excepthook)
    # pytest's own handlers are not the test's to close.
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def folder(home: Path) -> Path:
    return home / ".cache/activitywatch/log/prog"


def texts(folder: Path, pattern: str = "*.log") -> str:
    return "".join(path.read_text() for path in sorted(folder.glob(pattern)) if ".json." not in path.name)


def test_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.setup_logging("prog", log_file=True)
    logging.getLogger("some.part").info("hello %s", "you")
    logging.getLogger("some.part").critical("bad")
    logging.getLogger("some.part").debug("not seen")
    lines = texts(folder).splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert [(m[1], m[2], m[3]) for m in found if m] == [
        ("INFO ", "hello you", "some.part"),
        ("CRITICAL", "bad", "some.part"),
    ]
    assert capsys.readouterr().err.splitlines() == lines


@pytest.mark.parametrize(("testing", "name"), [(False, r"prog_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.log"), (True, None)])
def test_file_name_and_mode(folder: Path, testing: bool, name: str | None) -> None:
    log.setup_logging("prog", testing=testing, log_stderr=False, log_file=True)
    (path,) = folder.iterdir()
    assert re.fullmatch(name or r"prog_testing_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.log", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert log.get_latest_log_file("prog", testing) == str(path)
    assert log.get_latest_log_file("prog", not testing) is None
    with pytest.warns(DeprecationWarning):
        assert log.get_log_file_path() == str(path)


def test_setting_up_again_replaces(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        log.setup_logging("prog", log_file=True)
    logging.getLogger("x").info("once")
    assert capsys.readouterr().err.count("once") == 1
    assert texts(folder).count("once") == 1


def test_verbose_and_quiet(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.setup_logging("prog", verbose=True, log_stderr=False)
    assert logging.getLogger().level == logging.DEBUG
    logging.getLogger("x").error("nobody listens")
    assert capsys.readouterr().err == ""
    assert not folder.exists()


@pytest.mark.parametrize(("value", "level"), [("warning", 30), ("DEBUG", 10), ("Error", 40)])
def test_log_level_overrides(value: str, level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", value)
    log.setup_logging("prog", verbose=True)
    assert logging.getLogger().level == level


def test_unknown_log_level_warns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    log.setup_logging("prog")
    assert logging.getLogger().level == logging.INFO
    assert re.search(r"WARNING.*'loud'.*INFO", capsys.readouterr().err)


def test_json_lines(folder: Path) -> None:
    log.setup_logging("prog", log_stderr=False, log_file=True, log_file_json=True)
    logging.getLogger("part").info("two\nlines \ud800")
    try:
        raise KeyError("gone")
    except KeyError:
        logging.getLogger("part").exception("failed")
    (path,) = folder.glob("*.json.log")
    first, second = [json.loads(line) for line in path.read_text().splitlines()]
    assert (first["level"], first["logger"], first["message"]) == ("INFO", "part", "two\nlines \ud800")
    assert datetime.fromisoformat(first["time"]).utcoffset() is not None
    assert "traceback" not in first
    assert second["message"] == "failed"
    assert second["traceback"].endswith("KeyError: 'gone'")
    assert "Traceback" in texts(folder)
    assert "\\ud800" in texts(folder)
    latest = log.get_latest_log_file("prog")
    assert latest is not None
    assert not latest.endswith(".json.log")


def test_json_alone(folder: Path) -> None:
    log.setup_logging("prog", log_stderr=False, log_file_json=True)
    logging.getLogger("x").info("hello")
    (path,) = folder.iterdir()
    assert json.loads(path.read_text())["message"] == "hello"
    assert log.get_latest_log_file("prog") is None


def test_stderr_has_no_traceback_when_a_file_has(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.setup_logging("prog", log_file=True)
    try:
        raise ValueError("too much")
    except ValueError:
        logging.getLogger("x").exception("Cannot count %s", "that")
    (line,) = capsys.readouterr().err.splitlines()
    assert "Cannot count that: ValueError: too much" in line
    assert "Traceback" in texts(folder)


def test_stderr_has_the_traceback_when_it_is_alone(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup_logging("prog")
    try:
        raise ValueError("too much")
    except ValueError:
        logging.getLogger("x").exception("oh")
    assert "Traceback" in capsys.readouterr().err


def test_rotation_while_running(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "FILE_CAP", 2000)
    log.setup_logging("prog", log_stderr=False, log_file=True)
    for number in range(100):
        logging.getLogger("x").info("record %04d %s", number, "x" * 60)
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 4
    assert [name.rsplit(".log", 1)[1] for name in names] == ["", ".1", ".2", ".3"]
    assert all(path.stat().st_size <= 2000 for path in folder.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    latest = log.get_latest_log_file("prog")
    assert latest == str(folder / names[0])
    assert "record 0099" in log.tail(latest, 1)[0]


def test_the_directory_never_outgrows_the_cap(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "FILE_CAP", 1000)
    monkeypatch.setattr(log, "TOTAL_CAP", 5000)
    folder.mkdir(parents=True)
    for number in range(10):
        old = folder / f"prog_2020-01-0{number}T00-00-00.log"
        old.write_text("x" * 900)
        os.utime(old, (number, number))
    (folder / "notes.txt").write_text("not a log")
    log.setup_logging("prog", log_stderr=False, log_file=True, log_file_json=True)
    assert 0 < sum("2020" in path.name for path in folder.iterdir()) <= 3
    assert not (folder / "prog_2020-01-00T00-00-00.log").exists()
    assert (folder / "prog_2020-01-09T00-00-00.log").exists()
    largest = 0
    for number in range(200):
        logging.getLogger("x").info("record %d", number)
        largest = max(largest, sum(path.stat().st_size for path in folder.glob("*.log*")))
    assert 3000 < largest <= 5000
    assert (folder / "notes.txt").exists()
    latest = log.get_latest_log_file("prog")
    assert latest is not None
    assert "record 199" in log.tail(latest, 1)[0]


def test_not_too_many_files_either(tmp_path: Path) -> None:
    for number in range(210):
        (tmp_path / f"{number:03d}.log").touch()
        os.utime(tmp_path / f"{number:03d}.log", (number, number))
    keep_below(tmp_path, 1000)
    left = sorted(path.name for path in tmp_path.glob("*.log"))
    assert len(left) == 200
    assert left[0] == "010.log"


def test_a_log_that_was_taken_away_comes_back(folder: Path) -> None:
    log.setup_logging("prog", log_stderr=False, log_file=True)
    logging.getLogger("x").info("one")
    (path,) = folder.iterdir()
    path.unlink()
    logging.getLogger("x").info("two")
    assert "two" in path.read_text()
    assert "one" not in path.read_text()


def test_a_full_disk_costs_one_line_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = CappedFileHandler(tmp_path / "x.log", 1000, 1, 1000)
    handler.setFormatter(TextFormatter())

    class Full:
        def write(self, _text: str) -> None:
            raise OSError(28, "No space left on device")

        def tell(self) -> int:
            return 0

        seek = flush = close = lambda *_: None

    handler.stream.close()
    handler.stream = Full()  # type: ignore[assignment]
    handler.emit(logging.LogRecord("x", 20, "x.py", 1, "hello", None, None))
    handler.close()
    error = capsys.readouterr().err
    assert "No space left" in error
    assert "Traceback" not in error


def test_a_directory_that_cannot_be_written_is_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    log.setup_logging("prog", log_file=True)
    logging.getLogger("x").info("goes on")
    error = capsys.readouterr().err
    assert "There will be no log file" in error
    assert "goes on" in error


PROGRAM = """
import sys, threading
from aw_core.errors import ConfigError
from aw_core.log import setup_logging
setup_logging("prog", log_file=True)
def fail(): raise RuntimeError("in the thread")
if sys.argv[1] == "thread":
    t = threading.Thread(target=fail, name="worker"); t.start(); t.join()
elif sys.argv[1] == "words":
    raise ConfigError("Wrong", "Mend it.")
elif sys.argv[1] == "interrupt":
    raise KeyboardInterrupt
else:
    fail()
"""


@pytest.mark.parametrize(
    ("what", "code", "line"),
    [
        ("crash", 1, "Unexpected error: RuntimeError: in the thread"),
        ("thread", 0, "Unexpected error in worker: RuntimeError: in the thread"),
        ("words", 1, "Wrong: Mend it."),
    ],
)
def test_what_nobody_caught(what: str, code: int, line: str, folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, what], env=program_env(), capture_output=True, text=True)
    assert done.returncode == code
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert "[CRITICAL]" in texts(folder)
    assert ("Traceback" in texts(folder)) == (what != "words")


def test_ctrl_c_is_not_logged(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "interrupt"], env=program_env(), capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "KeyboardInterrupt" in done.stderr
    assert texts(folder) == ""


@pytest.mark.parametrize("ending", ["\n", ""])
def test_tail(tmp_path: Path, ending: str) -> None:
    place = tmp_path / "x.log"
    place.write_text("\n".join(f"line {n} ä" for n in range(5000)) + ending)
    assert log.tail(place, 2) == ["line 4998 ä", "line 4999 ä"]
    assert log.tail(str(place)) == [f"line {n} ä" for n in range(4950, 5000)]
    assert len(log.tail(place, 10_000)) == 5000
    assert log.tail(place, 0) == []


def test_tail_of_odd_files(tmp_path: Path) -> None:
    place = tmp_path / "x.log"
    place.write_bytes(b"")
    assert log.tail(place) == []
    place.write_bytes(b"a\r\n\n\xff\n")
    assert log.tail(place) == ["a", "", "�"]
    place.write_bytes(b"x" * 100_000)
    assert log.tail(place, 1) == ["x" * 100_000]
    with pytest.raises(FileNotFoundError):
        log.tail(tmp_path / "none")


def test_tail_reads_only_the_end(tmp_path: Path) -> None:
    place = tmp_path / "x.log"
    with place.open("wb") as file:
        file.seek(10**11)  # sparse: reading it all would take minutes
        file.write(b"\n" + b"last\n" * 60)
    assert log.tail(place, 50) == ["last"] * 50


def test_latest_is_by_the_start_in_the_name(folder: Path) -> None:
    assert log.get_latest_log_file("prog") is None
    for name in (
        "prog_2024-01-01T00-00-00.log",
        "prog_2025-01-01T00-00-00.log",
        "prog_testing_2026-01-01T00-00-00.log",
    ):
        (folder / name).touch()
    (folder / "prog_2025-01-01T00-00-00.log.1").touch()
    (folder / "prog_2026-01-01T00-00-00.json.log").touch()
    assert log.get_latest_log_file("prog") == str(folder / "prog_2025-01-01T00-00-00.log")
    assert log.get_latest_log_file("prog", testing=True) == str(folder / "prog_testing_2026-01-01T00-00-00.log")
