"""Windows wants four numbers, whatever the version looks like."""

from __future__ import annotations

import ast

import pytest


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.14.0", (0, 14, 0, 0)),
        ("1.2.3.4", (1, 2, 3, 4)),
        ("0.14.0b2", (0, 14, 0, 0)),
        ("2", (2, 0, 0, 0)),
        ("1.70000.1", (1, 65535, 1, 0)),
        ("next", (0, 0, 0, 0)),
    ],
)
def test_numbers(version: str, expected: tuple[int, int, int, int]) -> None:
    import windows_version

    assert windows_version.numbers(version) == expected


def test_the_text_is_an_expression_with_the_programs_name_and_version() -> None:
    import windows_version

    text = windows_version.text("aw-server", "0.14.0")
    tree = ast.parse(text, mode="eval")
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert {"ActivityWatch server", "aw-server.exe", "0.14.0"} <= strings


def test_every_program_has_a_description() -> None:
    import freezing
    import windows_version

    assert set(windows_version.DESCRIPTIONS) == set(freezing.programs(freezing.project()))
