"""write_private: whole or not at all, for the owner only."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from aw_core.files import ensure_private_dir, write_private


def test_writes_text_and_bytes_privately(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        write_private(tmp_path / "a", "grün\n")
        write_private(str(tmp_path / "b"), b"\x00\xff")
    finally:
        os.umask(old)
    assert (tmp_path / "a").read_bytes() == "grün\n".encode()
    assert (tmp_path / "b").read_bytes() == b"\x00\xff"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_replaces_and_tightens(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_text("old")
    place.chmod(0o644)
    write_private(place, "new")
    assert place.read_text() == "new"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "home"] == ["a"]


def test_follows_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real/file")
    write_private(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/file").read_text() == "x"


def test_creates_the_directory_privately(tmp_path: Path) -> None:
    write_private(tmp_path / "one/two/file", "x")
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o700


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_private(tmp_path / "a", "old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "home"] == ["a"]


def test_a_reader_never_sees_half(tmp_path: Path) -> None:
    place = tmp_path / "a"
    versions = ["a" * 50_000, "b" * 50_000]
    write_private(place, versions[0])
    done = threading.Event()

    def write() -> None:
        for turn in range(60):
            write_private(place, versions[turn % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(place.read_text())
    writer.join()
    assert seen <= set(versions)


def test_ensure_private_dir_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        ensure_private_dir(tmp_path / "file")
    assert ensure_private_dir(tmp_path / "new") == tmp_path / "new"
