"""Every file of laws with examples that nobody has tried before: other runs try the same ones each time."""

from __future__ import annotations

import os
import random
import subprocess
import sys

from tests.support.programs import ROOT


def test_laws_by_chance() -> None:
    """Prints the seed; `--hypothesis-seed` repeats it."""
    seed = int(os.environ.get("AW_SOAK_SEED", random.SystemRandom().randrange(2**31)))
    files = [str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if "hypothesis" in path.read_text()]
    assert len(files) > 30
    run = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not soak", f"--hypothesis-seed={seed}", *files]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=3000, check=False)
    print(f"\nlaws, seed {seed}: {done.stdout.splitlines()[-1]}")
    assert done.returncode == 0, done.stdout[-6000:]
