#!/usr/bin/env python3
"""Install the whole bundle into the active Python environment, and take exactly that out again.

usage: into_python.py build|uninstall

Environment: PIP_USER=true (or 1) uses the user site when no virtual environment is active; DEV=true installs editable.
What `build` added is written beside the installed files, so that `uninstall` removes those distributions and nothing
that was there before or that something installed since needs.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "activitywatch"


def wished(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in ("1", "true", "yes", "on")


def in_virtualenv() -> bool:
    return sys.prefix != sys.base_prefix


def manifest() -> Path:
    """Where `build` writes down what it added."""
    base = Path(sys.prefix) if in_virtualenv() else Path(site.getuserbase())
    return base / "share" / NAME / "installed.json"


def distributions() -> dict[str, set[str]]:
    """Every installed distribution, normalised, with the names it requires unconditionally or not."""
    found: dict[str, set[str]] = {}
    for dist in importlib.metadata.distributions():
        needs = {re.split(r"[^A-Za-z0-9._-]", need, maxsplit=1)[0] for need in dist.requires or []}
        found[normal(dist.metadata["Name"])] = {normal(need) for need in needs}
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pip(*args: str) -> None:
    env = dict(os.environ)
    if not in_virtualenv():
        # Debian marks its Python as managed by apt. The user site is ours to write to, and only that is touched.
        env["PIP_BREAK_SYSTEM_PACKAGES"] = "1"
    done = subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *args], env=env, check=False)
    if done.returncode:
        sys.exit(f"build: pip failed with exit code {done.returncode}")


def fresh_distributions() -> dict[str, set[str]]:
    """`distributions()` as a new interpreter sees them (this one has cached its path)."""
    code = f"import sys, json; sys.path.insert(0, {str(ROOT / 'packaging')!r}); import into_python as i; "
    code += "print(json.dumps({k: sorted(v) for k, v in i.distributions().items()}))"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return {name: set(needs) for name, needs in json.loads(printed).items()}


def build() -> None:
    if not in_virtualenv() and not wished("PIP_USER"):
        sys.exit(
            "build: no virtual environment is active. Make one (python3 -m venv venv; source venv/bin/activate) "
            "or say PIP_USER=true to install into your user site."
        )
    if importlib.util.find_spec("pip") is None:
        sys.exit(f"build: {sys.executable} has no pip (on Debian: apt-get install python3-pip, as root)")
    before = set(fresh_distributions())
    subprocess.run([sys.executable, str(ROOT / "bundle/aw-webui/build.py"), "--install-node"], check=True, cwd=ROOT)
    recorded = set(json.loads(manifest().read_text())) if manifest().exists() else set()
    pip(
        "install",
        "-c",
        str(ROOT / "packaging/constraints.txt"),
        *(["-e"] if wished("DEV") else []),
        str(ROOT),
    )
    added = (set(fresh_distributions()) - before) | recorded | {NAME}
    manifest().parent.mkdir(parents=True, exist_ok=True)
    manifest().write_text(json.dumps(sorted(added), indent=1) + "\n")
    scripts = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user" if not in_virtualenv() else "prefix"))
    print(f"build: done. aw-qt, aw-server, the watchers, aw-client and aw-cli are in {scripts}")


def uninstall() -> None:
    if not manifest().exists():
        sys.exit("uninstall: nothing was installed here by `make build`")
    recorded = set(json.loads(manifest().read_text()))
    there = fresh_distributions()
    removable = recorded & set(there)
    # Something installed since may need one of ours: keep what anything outside the set requires.
    while True:
        needed = set().union(*(needs for name, needs in there.items() if name not in removable), set())
        kept = removable & needed - {NAME}
        if not kept:
            break
        removable -= kept
    if removable:
        pip("uninstall", "-y", *sorted(removable))
    manifest().unlink()
    if not any(manifest().parent.iterdir()):
        manifest().parent.rmdir()


if __name__ == "__main__":
    steps = {"build": build, "uninstall": uninstall}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        sys.exit(__doc__)
    steps[sys.argv[1]]()
