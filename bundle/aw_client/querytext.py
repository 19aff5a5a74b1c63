"""Values and statements in the query language: how to write a value, where a statement ends. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_STATEMENT = re.compile(r""";|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.S)


def split_statements(query: str) -> list[str]:
    """The statements of a query, each with its semicolon; one inside quotes ends nothing."""
    statements = []
    start = 0
    for found in _STATEMENT.finditer(query):
        if found[0] == ";":
            statements.append(query[start : found.start()])
            start = found.end()
    statements.append(query[start:])
    return [f"{statement.strip()};" for statement in statements if statement.strip()]


def text_literal(text: str) -> str:
    """A string of the query language: backslashes stand for themselves, only the string's own quote is escaped."""
    quote = "'" if '"' in text and "'" not in text else '"'
    return quote + text.replace(quote, "\\" + quote) + quote


def regex_literal(regex: str) -> str:
    r"""A string that holds an equal regular expression.

    A backslash right before a quote would be read as the quote's: an escaped quote loses it (it means the same), and a
    group that matches nothing keeps one at the end away from the closing quote.
    """
    plain = re.sub(r"\\(.)", lambda found: found[1] if found[1] in "\"'" else found[0], regex, flags=re.S)
    return text_literal(re.sub(r"(\\\\)(?=[\"']|$)", r"\1(?:)", plain))


def value_literal(value: Any) -> str:
    """Text, whole numbers, booleans, lists and objects; keys whose value is None are left out.

    The value of a key "regex" is taken as a regular expression. Raises TypeError for what the language cannot write.
    """
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_literal, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{text_literal(str(key))}: {_member(key, held)}" for key, held in value.items() if held is not None)
        return f"{{{', '.join(pairs)}}}"
    raise TypeError(f"A query cannot hold a {type(value).__name__}")


def _member(key: Any, value: Any) -> str:
    return regex_literal(value) if key == "regex" and isinstance(value, str) else value_literal(value)
