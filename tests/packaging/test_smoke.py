"""The parts of the smoke test that decide."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc and ELF files")


def test_a_library_from_outside_that_should_be_inside_is_a_stranger(tmp_path: Path) -> None:
    import smoke_libraries

    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "libssl.so.3").touch()
    loaded = [bundle / "libssl.so.3", tmp_path / "lib/libssl.so.3", tmp_path / "lib/libodd.so.1"]
    assert smoke_libraries.strangers(loaded, bundle) == [
        str(tmp_path / "lib/libodd.so.1"),
        str(tmp_path / "lib/libssl.so.3"),
    ]


def test_the_hosts_libraries_and_what_they_need_are_none(tmp_path: Path) -> None:
    import os

    import smoke_libraries
    from smoke_processes import mapped_libraries

    loaded = {path for path in mapped_libraries(os.getpid()) if path.name.startswith(("libc.", "libm.", "ld-linux"))}
    assert loaded
    assert smoke_libraries.strangers(loaded, tmp_path) == []


def test_a_folder_made_read_only_can_be_made_removable_again(tmp_path: Path) -> None:
    import smoke_subject

    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/file").write_text("x")
    (tmp_path / "link").symlink_to("inner/file")
    smoke_subject.make_read_only(tmp_path)
    modes = [path.stat().st_mode for path in (tmp_path, tmp_path / "inner", tmp_path / "inner/file")]
    assert [mode & 0o222 for mode in modes] == [0, 0, 0]
    smoke_subject.make_writable(tmp_path)
    assert stat.S_IMODE((tmp_path / "inner").stat().st_mode) == 0o755


def test_a_written_file_shows_in_the_fingerprint(tmp_path: Path) -> None:
    import smoke_subject

    before = smoke_subject.fingerprint(tmp_path)
    (tmp_path / "cache.pyc").write_text("x")
    assert smoke_subject.fingerprint(tmp_path) != before


def test_something_without_the_tray_is_no_subject(tmp_path: Path) -> None:
    import smoke_subject

    with pytest.raises(LookupError, match="no aw-qt"):
        smoke_subject.programs_of(tmp_path, tmp_path)
