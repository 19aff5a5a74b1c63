"""Text from a display server made safe to store: always Unicode that JSON can carry."""

from __future__ import annotations


def clean(text: str) -> str:
    """Pairs of surrogates joined, lone ones replaced by U+FFFD, trailing NULs dropped."""
    if not text.isprintable():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.rstrip("\0")


def decode(raw: bytes) -> str:
    """UTF-8 as most programs write it, whatever type they claim; else surrogates in UTF-8's clothes; else Latin-1."""
    for errors in ("strict", "surrogatepass"):
        try:
            return clean(raw.decode("utf-8", errors))
        except UnicodeDecodeError:
            continue
    return clean(raw.decode("latin-1"))
