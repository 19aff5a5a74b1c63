#!/usr/bin/env python3
"""Make a fresh machine able to run or test the project: system packages, a venv in .venv, the web UI.

Standard library only, because it runs before anything is installed. It says what it does, does only what is
missing, and takes well under a second when nothing is.

usage: prepare.py run|test|package
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMPS = ROOT / ".make"

LISTS = {
    "run": ["debian-run.txt"],
    "test": ["debian-run.txt", "debian-test.txt"],
    "package": ["debian-run.txt", "debian-package.txt"],
}
EXTRA = {"run": "", "test": "[dev]", "package": "[package]"}


def say(text: str) -> None:
    print(f"prepare: {text}", flush=True)


def system_packages(purpose: str) -> list[str]:
    """Names from the lists in packaging/linux; a line starting with # is a comment."""
    lines = [line for name in LISTS[purpose] for line in (ROOT / "packaging/linux" / name).read_text().splitlines()]
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def missing_system_packages(wanted: list[str]) -> list[str]:
    """Those of `wanted` that dpkg does not know as installed; none where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    known = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n", *wanted],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in known.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def install_system_packages(purpose: str) -> None:
    missing = missing_system_packages(system_packages(purpose))
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(f"these system packages seem to be missing and there is no apt-get here: {' '.join(missing)}")
        return
    prefix: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            sys.exit(f"prepare: please install these as root, then try again: apt-get install {' '.join(missing)}")
        prefix = ["sudo"]
    say(f"installing system packages: {' '.join(missing)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    apt += ["-o", "DPkg::Lock::Timeout=900", "-o", "Acquire::Retries=3"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *missing], check=True)


def install_python(purpose: str) -> None:
    """Create .venv and install the project into it, editable, when pyproject or the pins changed."""
    pins = ROOT / "packaging" / "constraints.txt"
    text = (ROOT / "pyproject.toml").read_bytes() + pins.read_bytes() + sys.version.encode()
    fingerprint = hashlib.sha256(text).hexdigest()
    stamp = STAMPS / f"python-{purpose}"
    python = VENV / "bin" / "python"
    # What the tests install includes what running and packaging need.
    stamps = {stamp, STAMPS / "python-test"}
    if python.exists() and any(s.exists() and s.read_text() == fingerprint for s in stamps):
        return
    if not python.exists():
        say(f"making a virtual environment in {VENV.name}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    say("installing the Python packages (this takes a minute the first time)")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q", "-c", str(pins)]
    subprocess.run([*pip, "-e", f"{ROOT}{EXTRA[purpose]}"], check=True, cwd=ROOT)
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(fingerprint)


def build_web_ui() -> None:
    python = VENV / "bin" / "python"
    subprocess.run([str(python), str(ROOT / "bundle/aw-webui/build.py"), "--install-node"], check=True, cwd=ROOT)


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in LISTS:
        sys.exit(__doc__)
    if sys.version_info < (3, 11):  # noqa: UP036 - an older python3 must get a sentence, not a syntax error
        sys.exit(f"prepare: Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    purpose = sys.argv[1]
    try:
        install_system_packages(purpose)
        install_python(purpose)
        build_web_ui()
    except subprocess.CalledProcessError as error:
        command = error.cmd if isinstance(error.cmd, str) else " ".join(map(str, error.cmd))
        sys.exit(f"prepare: this step failed with exit code {error.returncode}: {command}")


if __name__ == "__main__":
    main()
