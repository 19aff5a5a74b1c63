"""The functions that the query page suggests are those of the language."""

from __future__ import annotations

import json
import re

import aw_query.functions  # noqa: F401
from aw_query.registry import functions
from tests.support.programs import ROOT


def test_the_page_suggests_every_function_with_its_arguments() -> None:
    text = (ROOT / "bundle" / "aw-webui" / "src" / "explore" / "functions.ts").read_text(encoding="utf-8")
    suggested = dict(re.findall(r"^  (\w+): (\".*\"),$", text, re.MULTILINE))
    known = {
        name: ", ".join(
            [parameter.name for parameter in found.parameters] + ([f"*{found.rest.name}"] if found.rest else [])
        )
        for name, found in functions.items()
    }
    assert {name: json.loads(arguments) for name, arguments in suggested.items()} == known
