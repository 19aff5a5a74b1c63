"""The published client of WakaTime, and the OAuth library of its documents, in an environment made for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ["wakatime==13.1.0", "rauth==0.7.3"]
TESTS = ["tests/system/test_wakatime_client.py", "tests/system/test_wakatime_documents.py"]


def test_the_published_client(tmp_path: Path) -> None:
    """Nothing of it is skipped. Without a package index there is nothing to try."""
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    python = place / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *NEEDED]
    got = subprocess.run(install, capture_output=True, text=True, timeout=600, check=False)
    if got.returncode != 0:
        pytest.skip(f"cannot be installed here: {got.stderr.strip().splitlines()[-1]}")
    env = {**os.environ, "AW_TEST_WAKATIME": str(python)}
    run = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-q", "-rs", *TESTS]
    done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, timeout=1800, check=False)
    print(f"\n{done.stdout.splitlines()[-1]}")
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout, done.stdout[-1000:]
