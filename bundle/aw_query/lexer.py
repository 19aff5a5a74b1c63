"""Text of a query to tokens (contract 5.1). Strings end at their own quote; every other backslash stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aw_query.exceptions import QueryParseException

# Kinds of tokens; punctuation is its own kind.
NAME = "name"
NUMBER = "number"
STRING = "string"
END = "end"

_TOKEN = re.compile(r"\s*(?:(?P<name>[^\W\d]\w*)|(?P<number>\d+)|(?P<quote>[\"'])|(?P<sign>[=,;:()\[\]{}]))")
_REST = re.compile(r"\s*")
# What may follow a finished value; decides whether the quote in `\\"` ends its string.
_AFTER_VALUE = re.compile(r"\s*(?:[,;:)\]}]|\Z)")
_BREAK = re.compile("[;\"']")
_MOST_DIGITS = 1000


class Token(NamedTuple):
    """A piece of the text: its kind, the text (the value of a string) and where it begins and ends."""

    kind: str
    text: str
    at: int
    end: int


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens from offset `start`, an END token last. Raises QueryParseException at what is none."""
    at = start
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            at = _end_of_space(text, at)
            if at < len(text):
                raise QueryParseException(f"A query cannot contain {text[at]!r} here", at)
            yield Token(END, "", at, at)
            return
        token = _token(text, found)
        yield token
        at = token.end


def statement_ends(text: str) -> Iterator[int]:
    """Offsets of the semicolons outside strings, whatever else the text holds; an unclosed string swallows the rest."""
    at = 0
    while found := _BREAK.search(text, at):
        at = found.end()
        if found[0] == ";":
            yield found.start()
            continue
        try:
            at = end_of_string(text, found.start())
        except QueryParseException:
            return


def _token(text: str, found: re.Match[str]) -> Token:
    kind = str(found.lastgroup)
    at = found.start(kind)
    if kind == "quote":
        end = end_of_string(text, at)
        quote = text[at]
        return Token(STRING, text[at + 1 : end - 1].replace("\\" + quote, quote), at, end)
    value = found[kind]
    if kind == NUMBER and len(value) > _MOST_DIGITS:
        raise QueryParseException(f"A number may have at most {_MOST_DIGITS} digits", at)
    return Token(value if kind == "sign" else kind, value, at, found.end())


def end_of_string(text: str, at: int) -> int:
    r"""The offset behind the quote that ends the string that begins at `at`. Raises QueryParseException.

    A quote behind an odd number of backslashes is part of the string. Behind an even number it ends the string if
    something follows that can follow a value: programs write both `"a\\"` and `"a\\"b"`.
    """
    quote = text[at]
    end = at
    while True:
        end = text.find(quote, end + 1)
        if end < 0:
            raise QueryParseException("The string that begins here has no end", at)
        slashes = _slashes_before(text, end, at)
        if slashes == 0 or (slashes % 2 == 0 and _AFTER_VALUE.match(text, end + 1)):
            return end + 1


def _slashes_before(text: str, end: int, start: int) -> int:
    at = end - 1
    while at > start and text[at] == "\\":
        at -= 1
    return end - 1 - at


def _end_of_space(text: str, at: int) -> int:
    found = _REST.match(text, at)
    return at if found is None else found.end()
