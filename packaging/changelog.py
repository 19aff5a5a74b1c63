#!/usr/bin/env python3
"""Print what the changelog says about a version, as the text of a release. Standard library only.

usage: changelog.py VERSION        (`v0.14.0` or `0.14.0`; `unreleased` for what is not released yet)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"


def section(text: str, version: str) -> str:
    """The part below the heading of `version`, without headings that nothing stands under.

    Raises LookupError when the version has no heading or nothing below it.
    """
    wanted = version.removeprefix("v").lower()
    parts = re.split(r"^## +", text, flags=re.MULTILINE)[1:]
    for part in parts:
        heading, _, body = part.partition("\n")
        words = heading.strip("[] ").lower().split()
        if words and words[0].strip("[]").removeprefix("v") == wanted:
            if found := _without_empty_headings(body):
                return found
            raise LookupError(f"CHANGELOG.md says nothing about {version}")
    raise LookupError(f"CHANGELOG.md has no heading for {version}")


def _without_empty_headings(body: str) -> str:
    blocks = re.split(r"^(?=### )", body, flags=re.MULTILINE)
    kept = [block.strip() for block in blocks if re.sub(r"^### .*", "", block).strip()]
    return "\n\n".join(kept)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        print(section(CHANGELOG.read_text(encoding="utf-8"), sys.argv[1]))
    except LookupError as error:
        sys.exit(f"changelog: {error}")
