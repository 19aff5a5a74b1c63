"""Two hundred damaged files, each under a real server: an answer within ten seconds, what is whole comes back."""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path

import pytest

from tests.support import damage
from tests.support.damage import Pristine, build
from tests.support.damaged_server import Outcome, run_case
from tests.support.wait import patience

CASES = 200
KINDS = [(log, saved) for log in (True, False) for saved in (False, True)]


def nothing(_path: Path, _random: object) -> None:
    """The file itself is whole."""


def plan(count: int) -> list[tuple[damage.Damage, tuple[bool, bool], bool]]:
    """(damage, files with a log and with a backup?, with a log of earlier days?), every combination in turn."""
    cases = [(one, kind, False) for one in damage.ON_FILE for kind in KINDS]
    cases += [(one, kind, False) for one in damage.ON_LOG for kind in KINDS if kind[0]]
    cases += [(nothing, kind, True) for kind in KINDS if not kind[0]]
    return [cases[index % len(cases)] for index in range(count)]


@pytest.mark.timeout(7200)
def test_two_hundred_damaged_files(tmp_path: Path) -> None:
    files: dict[tuple[bool, bool, int], Pristine] = {}
    outcomes: list[tuple[str, Outcome]] = []
    for index, (one, kind, stale) in enumerate(plan(CASES)):
        life = index // 40
        if (*kind, life) not in files:
            files[*kind, life] = build(
                tmp_path / f"{kind[0]:d}{kind[1]:d}{life}", life, events=9000, with_log=kind[0], with_backup=kind[1]
            )
        name = "stale_log" if stale else one.__name__
        outcome = run_case(files[*kind, life], one, f"{name} {index}", stale_log=stale)
        outcomes.append((f"{name} {index}", outcome))
        assert outcome.whole_pages >= 0.9
    report(outcomes)
    assert max(outcome.answer for _, outcome in outcomes) < 10 * patience()
    low = [(name, f"{outcome.back}/{outcome.due}") for name, outcome in outcomes if outcome.back < 0.999 * outcome.due]
    assert low == []


def report(outcomes: list[tuple[str, Outcome]]) -> None:
    due = sum(outcome.due for _, outcome in outcomes)
    back = sum(outcome.back for _, outcome in outcomes)
    answers = [outcome.answer for _, outcome in outcomes]
    worst = min((outcome.back / outcome.due, name) for name, outcome in outcomes)
    print(f"\ndamaged files: {len(outcomes)}, {dict(Counter(name.split()[0] for name, _ in outcomes))}")
    print(f"first answer: median {statistics.median(answers):.2f} s, worst {max(answers):.2f} s")
    print(f"all done: worst {max(outcome.done for _, outcome in outcomes):.2f} s")
    print(f"undamaged events back: {back:,} of {due:,} ({100 * back / due:.4f} %), worst file {worst}")
    print(f"set aside and recovered: {sum(outcome.said is not None for _, outcome in outcomes)}")
