"""The docs stay true: links lead somewhere, every package stands in the tour, nothing names its makers' desk."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    dead = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert dead == []


def test_every_package_stands_in_the_tour() -> None:
    tour = (ROOT / "docs/architecture.md").read_text()
    packages = [p.name for base in (ROOT, ROOT / "bundle") for p in base.glob("aw_*") if (p / "__init__.py").exists()]
    assert [name for name in packages if name not in tour] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert named - targets == set()


def test_decisions_have_a_context_and_a_decision() -> None:
    pages = list((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert pages
    for page in pages:
        text = page.read_text()
        assert "## Context" in text, page.name
        assert "## Decision" in text, page.name


def test_no_path_of_a_machine_and_no_registry_host() -> None:
    # Built from parts so that this file does not find itself.
    words = ["/" + "work/", "../" + "shared", "py" + "pi.org", "npm" + "js.org", "pythonhosted" + ".org"]
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = []
    for name in filter(None, tracked.decode().split("\0")):
        path = ROOT / name
        try:
            text = path.read_text()
        except (UnicodeDecodeError, OSError):
            continue
        found += [f"{name}: {word}" for word in words if word in text]
    assert found == []
