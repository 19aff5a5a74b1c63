"""Addresses in parts: the quick way gives what the standard library's parser gives."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlparse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core.web_address import url_parts

_pieces = st.sampled_from(
    ["http", "https", "HTTP", "://", ":", "/", "//", "www.", "www.www.", "host.com", "WWW.H", ":80", "u:p@", "?", "#"]  # noqa: RUF005
    + [";x", "q=1", "a b", "ä", "[", "]", "[::1]", "\t", "\n", " ", "%20", "..", "about", "\x00", "-_~"]
)


def by_the_parser(url: str) -> dict[str, str]:
    try:
        parsed = urlparse(url)
    except ValueError:
        parsed = urlparse("")
    return {
        "$protocol": parsed.scheme,
        "$domain": parsed.netloc.removeprefix("www.") if parsed.netloc else parsed.scheme,
        "$path": parsed.path,
        "$params": parsed.params,
        "$options": parsed.query,
        "$identifier": parsed.fragment,
    }


@settings(max_examples=1500)
@given(
    st.lists(_pieces, max_size=9).map("".join)
    | st.lists(_pieces, max_size=7).map(lambda rest: "https://" + "".join(rest))
)
def test_as_the_parser_splits_it(url: str) -> None:
    assert url_parts(url) == by_the_parser(url)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://www.user:pw@host.com:80/p;x?q=1#f", ("http", "user:pw@host.com:80", "/p", "x", "q=1", "f")),
        ("www.foo.com/bar", ("", "", "www.foo.com/bar", "", "", "")),
        ("about:blank", ("about", "about", "blank", "", "", "")),
        ("chrome://newtab/", ("chrome", "newtab", "/", "", "", "")),
        ("HTTP://WWW.Foo.com/", ("http", "WWW.Foo.com", "/", "", "", "")),
        ("https://www.example.org", ("https", "example.org", "", "", "", "")),
        (None, ("", "", "", "", "", "")),
        (7, ("", "", "", "", "", "")),
    ],
)
def test_vectors_of_the_contract(url: Any, parts: tuple[str, ...]) -> None:
    assert tuple(url_parts(url).values()) == parts
