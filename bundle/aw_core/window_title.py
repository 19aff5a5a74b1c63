"""Window titles without what changes by itself: unread counts, frame rates, "modified" marks."""

from __future__ import annotations

import re

_COUNT = re.compile(r"^\([0-9]+\)\s*")
_FRAMES = re.compile(r"FPS:\s+[0-9.]+")
_MARK = re.compile(r"^(?:●|\*)\s*")


def simplified(text: str, of_window: bool) -> str:
    """Without a leading "(3) "; of a window's title also without a frame rate's number and one leading mark (A.5)."""
    text = _COUNT.sub("", text)
    if of_window:
        text = _MARK.sub("", _FRAMES.sub("FPS: ...", text), count=1)
    return text
