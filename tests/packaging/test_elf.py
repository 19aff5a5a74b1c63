"""Reading ELF files agrees with the system's own reader."""

from __future__ import annotations

import _ctypes
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there are no ELF files here")


@pytest.fixture
def elf() -> Any:
    import elf

    return elf


@pytest.mark.skipif(not shutil.which("objdump"), reason="needs objdump to compare with")
@pytest.mark.parametrize("file", [sys.executable, _ctypes.__file__])
def test_it_reads_what_objdump_reads(elf: Any, file: str) -> None:
    path = Path(file).resolve()
    said = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
    wanted = [line.split()[1] for line in said.splitlines() if "NEEDED" in line]
    found = elf.needs(path)
    assert list(found.libraries) == wanted
    assert wanted
    assert {version for version in found.versions if version.startswith("GLIBC_")} == {
        line.split()[-1] for line in said.splitlines() if " GLIBC_" in line
    }


def test_versions_are_compared_as_numbers(elf: Any) -> None:
    assert elf.newest(("GLIBC_2.9", "GLIBC_2.36", "GLIBC_2.4", "GLIBCXX_3.4", "GLIBC_PRIVATE"), "GLIBC") == (2, 36)
    assert elf.newest((), "GLIBC") == ()


def test_other_files_are_none(elf: Any, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "link").symlink_to(sys.executable)
    assert not elf.is_elf(tmp_path / "text")
    assert not elf.is_elf(tmp_path / "link")
    assert not elf.is_elf(tmp_path / "absent")
    with pytest.raises(ValueError, match="no 64-bit"):
        elf.needs(tmp_path / "text")
