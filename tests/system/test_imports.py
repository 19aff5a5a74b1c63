"""A real server comes to a computer where ActivityWatch's other servers have been, and one of them still is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_cache_dir, get_config_dir, get_data_dir
from tests.support.foreign import MAKERS, PLACES, totals
from tests.support.foreign import Row as ForeignRow
from tests.support.foreign import rows as foreign_rows
from tests.support.programs import ROOT, LiveServer, program_env
from tests.support.wait import wait_until


class Writer:
    """An old server at work, as a process of its own: `write()` returns when it has added events."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._said()

    def _said(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline()

    def write(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self._said()


@contextmanager
def writing(layout: str, path: Path, count: int) -> Iterator[Writer]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.foreign", layout, str(path), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=program_env(),
    )
    try:
        yield Writer(process)
    finally:
        process.communicate(timeout=60)


def shown(server: LiveServer) -> dict[str, dict[str, Any]]:
    return {one["path"]: one for one in server.api("imports").json}


def content(layout: str, path: Path) -> tuple[int, int]:
    """Count and sum (µs) of the source's events, asked of the source."""
    maker = MAKERS[layout](path)
    try:
        found = maker.connection.execute(
            f"SELECT {maker.columns[1]}, {maker.columns[2]} FROM {maker.events}"
        ).fetchall()
    finally:
        maker.close()
    if layout == "peewee":
        return len(found), sum(round(float(duration) * 1e6) for _, duration in found)
    return len(found), sum(round((until - since) / (1000 if layout == "rust" else 1)) for since, until in found)


@pytest.mark.parametrize("growing", sorted(PLACES))
def test_all_three_arrive_whole_while_one_still_grows(growing: str) -> None:
    paths = {layout: Path(get_data_dir()) / place.format("") for layout, place in PLACES.items()}
    for layout, path in paths.items():
        maker = MAKERS[layout](path)
        maker.add(maker.bucket(f"{layout}_box"), foreign_rows(1500))
        maker.close()
    untouched = {layout: _bytes(path) for layout, path in paths.items() if layout != growing}
    with writing(growing, paths[growing], 40) as writer, LiveServer() as server:
        wait_until(lambda: shown(server), 20, "the imports to begin")
        for _ in range(5):
            writer.write()
        wait_until(lambda: _settled(server, 3), 60, "the imports to end")
        # The next look, without waiting for it.
        server.restart()
        writer.write()
        wait_until(lambda: _whole(server, growing, paths[growing]), 60, "what was added to arrive")
        for layout, path in paths.items():
            one = shown(server)[str(path)]
            bucket = one["buckets"][f"{layout}_box"]
            assert bucket["source"] == bucket["ours"]
            assert one["complete"]
            if layout != growing:
                assert (bucket["source"]["events"], round(bucket["source"]["seconds"] * 1e6)) == totals(
                    foreign_rows(1500)
                )
                assert _stored(server, f"{layout}_box") == totals(foreign_rows(1500))
    for layout, before in untouched.items():
        assert _bytes(paths[layout]) == before


def test_the_switch_in_the_settings_file(home: Path) -> None:
    path = Path(get_data_dir()) / PLACES["peewee"].format("")
    maker = MAKERS["peewee"](path)
    maker.add(maker.bucket("b"), [ForeignRow(1_714_557_600_000_000, 5_000_000, {})])
    maker.close()
    (Path(get_config_dir("aw-server")) / "aw-server.toml").write_text("[server]\nimport_existing = false\n")
    with LiveServer() as server:
        answer = server.api("imports", "POST", {"path": str(path)})
        assert answer.status == 202
        wait_until(lambda: _settled(server, 1), 20, "the import by hand")
        [one] = server.api("imports").json
        assert one["buckets"]["b"]["new"] == 1
        assert "Looking for" not in server.log_text()


def _bytes(path: Path) -> tuple[bytes, int, set[str]]:
    return path.read_bytes(), path.stat().st_mtime_ns, {file.name for file in path.parent.glob(f"{path.name}*")}


def _settled(server: LiveServer, count: int) -> bool:
    found = shown(server)
    return len(found) == count and all(one["state"] == "done" for one in found.values())


def _stored(server: LiveServer, bucket_id: str) -> tuple[int, int]:
    events = server.api(f"buckets/{bucket_id}/events").json
    return len(events), sum(round(event["duration"] * 1e6) for event in events)


def _whole(server: LiveServer, layout: str, path: Path) -> bool:
    return _stored(server, f"{layout}_box") == content(layout, path) and _settled(server, 3)


def test_the_copy_of_an_import_that_was_killed_goes_at_the_next_start(home: Path) -> None:
    """Also if nothing is imported again: it holds everything that its source did, and no purge cleans it."""
    config = Path(get_config_dir("aw-server"), "aw-server.toml")
    config.write_text("[server]\nimport_existing = false\n")
    left = [Path(get_cache_dir("aw-server"), name, "sqlite.db") for name in ("importing", "importing-testing")]
    for path in left:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"secret title")
    with LiveServer():
        wait_until(lambda: not left[0].parent.exists(), 10, "the copy to go")
        assert left[1].exists(), "the testing server's is not ours"
