"""A file that outgrows its idea asks to be split; a function too long to see asks the same."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for base in (ROOT, ROOT / "bundle") for path in base.glob("aw_*/**/*.py"))


def functions() -> list[tuple[str, int]]:
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length))
    return found


def test_no_file_past_500_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in FILES if (lines := len(path.read_text().splitlines())) > 500}
    assert long == {}


def test_no_function_past_80_lines() -> None:
    assert [entry for entry in functions() if entry[1] > 80] == []


def test_functions_are_mostly_short() -> None:
    lengths = sorted(length for _, length in functions())
    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.95)] <= 40


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
