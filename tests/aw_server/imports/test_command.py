"""`aw-server import FILE`, with and without a server that works with the database, and `aw-cli import`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir, get_data_dir
from tests.support.foreign import MAKERS, rows, totals
from tests.support.programs import LiveServer, program, program_env


def run(name: str, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program(name), *words],
        env=program_env(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
    )


@pytest.fixture
def old(tmp_path: Path) -> Path:
    maker = MAKERS["sqlite"](tmp_path / "old.db")
    maker.add(maker.bucket("one_box"), rows(100))
    maker.bucket("empty_box")
    maker.close()
    return tmp_path / "old.db"


def line(text: str, bucket: str) -> list[str]:
    return next(line for line in text.splitlines() if bucket in line).split()


def test_without_a_server(old: Path) -> None:
    events, us = totals(rows(100))
    done = run("aw-server", "import", "old.db", cwd=old.parent)
    assert done.returncode == 0, done.stderr
    minutes, seconds = divmod(round(us / 1e6), 60)
    time = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    assert line(done.stdout, "one_box") == ["one_box", str(events), time, str(events), time, str(events), "new"]
    assert line(done.stdout, "empty_box") == ["empty_box", "0", "0:00:00", "0", "0:00:00"]
    assert "Everything of it is here." in done.stdout
    assert "new" not in run("aw-server", "import", str(old)).stdout
    assert line(run("aw-server", "import", "list").stdout, "one_box")[1] == str(events)
    with LiveServer() as server:
        assert server.api("buckets/one_box/events/count").json == events
    refused = run("aw-server", "import", str(Path(get_data_dir("aw-server")) / "activitywatch.db"))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "this server works with" in refused.stderr


def test_a_running_server_is_handed_the_file(old: Path) -> None:
    with LiveServer() as server:
        done = run("aw-cli", "import", str(old))
        assert done.returncode == 0, done.stderr
        assert "Everything of it is here." in done.stdout
        assert server.api("buckets/one_box/events/count").json == totals(rows(100))[0]
        assert "one_box" in run("aw-cli", "import", "list").stdout
        own = Path(get_data_dir("aw-server")) / "activitywatch.db"
        refused = run("aw-server", "import", str(own))
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        assert "this server works with" in refused.stderr
        (old.parent / "junk").write_text("hello")
        refused = run("aw-server", "import", str(old.parent / "junk"))
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


def test_a_server_that_wants_a_key_is_shown_one(old: Path) -> None:
    (Path(get_config_dir("aw-server")) / "aw-server.toml").write_text("[server]\nrequire_key = true\n")
    with LiveServer() as server:
        assert server.api("imports").status == 401
        done = run("aw-cli", "import", str(old))
        assert done.returncode == 0, done.stderr


def test_testing_mode_has_its_own_database(old: Path) -> None:
    assert run("aw-cli", "--testing", "import", str(old)).returncode == 0
    assert "Nothing was imported yet" in run("aw-server", "import", "list").stdout
    assert "one_box" in run("aw-server", "--testing", "import", "list").stdout


def test_what_cannot_be_imported_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"junk")
    whole = json.dumps({"buckets": {"b": {"id": "b", "events": []}}})
    (tmp_path / "cut.json").write_text(whole[:-8])
    for program_name in ("aw-server", "aw-cli"):
        done = run(program_name, "import", str(tmp_path / "cut.json"))
        assert done.returncode == 1
        assert (
            f"The export {tmp_path / 'cut.json'} breaks off at its end, line 1, column {len(whole) - 8}:" in done.stderr
        )
    (tmp_path / "shape.json").write_text(json.dumps({"buckets": {"b": {"events": 5}}}))
    for name in ("none", "junk", "shape.json", "."):
        done = run("aw-server", "import", str(tmp_path / name))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert done.stderr.startswith("aw-server: ")
