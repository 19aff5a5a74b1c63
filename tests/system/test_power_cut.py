"""A power cut costs at most the last five seconds, with `synchronous = "full"` nothing; the file is sound."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from tests.support.blackout import Run, cut_everywhere, record, without_syncs
from tests.support.powercut import compiler
from tests.support.wait import patience

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="records writes by the Linux linker's preloading"),
    pytest.mark.skipif(compiler() is None, reason="needs a C compiler"),
]

BOUND = 5.0


def test_a_power_cut_costs_at_most_five_seconds(tmp_path: Path) -> None:
    run = record(13, tmp_path / "recorder")
    # On a busy machine the thread that syncs is given a processor later than it asks for one.
    damage = cut_everywhere(run, 60, BOUND + 0.2 * (patience() - 1), tmp_path / "cut")
    # Something is lost: the cuts are real. Without syncs the same run would lose more than allowed, or everything.
    assert damage.worst > 0.5
    with pytest.raises(AssertionError, match=r"^a cut (after note \d+ cost|left a damaged file)"):
        cut_everywhere(without_syncs(run, after=2), 60, BOUND, tmp_path / "cut")


def test_with_full_a_power_cut_costs_nothing(tmp_path: Path) -> None:
    run = record_full(4, tmp_path / "recorder")
    assert cut_everywhere(run, 40, 0.0, tmp_path / "cut").worst == 0.0


def record_full(seconds: float, scratch: Path) -> Run:
    settings = Path(get_config_dir("aw-server")) / "aw-server.toml"
    settings.write_text('[server]\nsynchronous = "full"\n')
    return record(seconds, scratch)
