"""Texts as display servers hand them out."""

import json

import pytest

from aw_watcher.text import clean, decode


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        ("Grüße - 你好 🎉".encode(), "Grüße - 你好 🎉"),
        (b"caf\xe9", "café"),
        (b"\xed\xa0\xbd\xed\xb8\x80", "😀"),
        (b"half \xed\xa0\xbd pair", "half � pair"),
        (b"ends\0", "ends"),
        (b"", ""),
        (b"\xff\xfe", "ÿþ"),
    ],
)
def test_decode(raw: bytes, text: str) -> None:
    assert decode(raw) == text


def test_a_lone_surrogate_never_gets_through() -> None:
    cleaned = clean("a\ud83db\udc00c")
    assert cleaned == "a�b�c"
    json.dumps(cleaned, ensure_ascii=False).encode()


def test_joined_surrogates_stay_one_sign() -> None:
    assert clean("\ud83d\ude00") == "😀"
    assert clean("tab\tand\nline") == "tab\tand\nline"
