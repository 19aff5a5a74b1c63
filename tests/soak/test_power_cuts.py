"""Hundreds of power cuts in the middle of a minute of everything a server takes."""

import sys
from pathlib import Path

import pytest

from tests.support.blackout import cut_everywhere, record
from tests.support.powercut import compiler
from tests.system.test_power_cut import BOUND, record_full

pytestmark = pytest.mark.skipif(sys.platform != "linux" or compiler() is None, reason="needs Linux and a C compiler")


def test_five_hundred_power_cuts(tmp_path: Path) -> None:
    damage = cut_everywhere(record(60, tmp_path / "recorder"), 500, BOUND, tmp_path / "cut")
    print(f"\npower cuts: {damage}")


def test_two_hundred_power_cuts_with_full(tmp_path: Path) -> None:
    damage = cut_everywhere(record_full(20, tmp_path / "recorder"), 200, 0.0, tmp_path / "cut")
    print(f"\npower cuts, synchronous = full: {damage}")
