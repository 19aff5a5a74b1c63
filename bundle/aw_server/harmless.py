"""What privacy rules let pass as it is, known by the text in which it is sent: most data come again and again.

Such data are neither decoded nor judged nor encoded another time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from aw_core.recent import Recent
from aw_datastore.encoding import encode
from aw_server.batches import data_of

if TYPE_CHECKING:
    from aw_core.privacy import RuleSet

_REMEMBERED: Final = 3000
"""Of each bucket: what the windows or pages of some weeks repeat."""
_MOST_BUCKETS: Final = 8
_LONGEST: Final = 1000
"""Bytes of a text that is remembered."""


class Judged(NamedTuple):
    """Data as they may be stored, by `encode`; those at the places `dropped` may not be, and are as they came."""

    texts: Sequence[str]
    dropped: frozenset[int]


class Harmless:
    """Judges by rules, and remembers what they do not concern. Not for two threads with the same bucket at once."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._of: dict[str, Recent[bytes, str]] = {}

    def judged(self, bucket_id: str, sent: Sequence[bytes]) -> Judged:
        """What may be stored of data as they were sent, each of them once. Raises `batches.NotPlain`."""
        memory = self._memory(bucket_id)
        texts: list[str] = []
        others: set[int] = set()
        dropped: set[int] = set()
        for place, text in enumerate(memory.take(sent)):
            if text is None:
                data = data_of(sent[place])
                kept = self._rules.judge(bucket_id, data)
                text = encode(data if kept is None else kept)
                if kept is None:
                    dropped.add(place)
                if kept is not data or len(sent[place]) > _LONGEST:
                    others.add(place)
            texts.append(text)
        if others:
            known = [place for place in range(len(sent)) if place not in others]
            memory.keep([sent[place] for place in known], [texts[place] for place in known])
        else:
            memory.keep(sent, texts)
        return Judged(texts, frozenset(dropped))

    def forget(self) -> None:
        """Drop what is remembered: it may have been purged."""
        self._of.clear()

    def _memory(self, bucket_id: str) -> Recent[bytes, str]:
        memory = self._of.get(bucket_id)
        if memory is None:
            if len(self._of) >= _MOST_BUCKETS:
                self._of.clear()
            memory = self._of.setdefault(bucket_id, Recent(_REMEMBERED))
        return memory
