"""How an event's data becomes text on disk: compact JSON that keeps every type (1, 1.0 and True stay apart)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_make_encoder: Final[Any] = getattr(json.encoder, "c_make_encoder", None)
# What `JSONEncoder.encode` makes anew for each value, made once: half the time for small ones.
_PIECES: Final[Callable[[Any, int], tuple[str, ...]] | None] = _make_encoder and _make_encoder(
    None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", False, False, True
)
_ASCII_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
_CANONICAL_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True)

decode: Final = json.JSONDecoder().decode
"""Text from the database back to the value, types and all."""

# Keys that change with nearly every event of a type. Kept outside the dictionary of distinct data, they would
# make every entry of it unique.
VARYING_KEYS: Final[dict[str, frozenset[str]]] = {
    "wakatime.heartbeat": frozenset(
        {
            "time",
            "lineno",
            "cursorpos",
            "lines",
            "line_additions",
            "line_deletions",
            "human_line_changes",
            "ai_line_changes",
            "ai_session",
            "ai_input_tokens",
            "ai_output_tokens",
            "ai_cached_input_tokens",
            "ai_prompt_length",
            # What the server adds, and what comes with heartbeats out of that service's exports.
            "_received_at",
            "id",
            "created_at",
        }
    ),
    "app.editor.activity": frozenset({"lineno", "cursorpos", "lines"}),
    "web.tab.current": frozenset({"tabCount"}),
}


def encode(value: Any) -> str:
    """JSON text of `value`, key order kept. TypeError if it is not JSON.

    Half a surrogate pair (seen in real window titles) has no UTF-8 form: such a value is written with escapes.
    """
    text = "".join(_PIECES(value, 0)) if _PIECES and type(value) is dict else _ENCODER.encode(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return _ASCII_ENCODER.encode(value)
    return text


def canonical(value: Any) -> str:
    """Text that is the same exactly for equal JSON values, whatever the order of their keys."""
    return _CANONICAL_ENCODER.encode(value)


def split(data: Any, varying: frozenset[str]) -> tuple[str, str | None]:
    """`data` as (text for the dictionary, text of the keys that vary or None)."""
    if not varying or not isinstance(data, dict) or varying.isdisjoint(data):
        return encode(data), None
    stable = {key: value for key, value in data.items() if key not in varying}
    return encode(stable), encode({key: value for key, value in data.items() if key in varying})


def split_text(text: str, varying: frozenset[str]) -> tuple[str, str | None]:
    """What `split` gives for the data that `encode` wrote as `text`."""
    for key in varying:
        if key in text:
            return split(decode(text), varying)
    return text, None


def join(stable: str | None, extra: str | None) -> Any:
    """The data that `split` took apart; a row outside the dictionary has everything in `extra`."""
    if stable is None:
        return decode(extra) if extra is not None else {}
    if extra is None:
        return decode(stable)
    return {**decode(stable), **decode(extra)}
