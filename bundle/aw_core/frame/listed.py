"""Events that a question lists, of one stretch of time after another."""

from __future__ import annotations

from typing import Final

from .choosing import concat
from .frame import EventFrame

_BYTES_A_DATUM: Final = 300
"""About what the text of a datum takes, or the datum."""


class Listed:
    """Events, ordered by start."""

    def __init__(self, frame: EventFrame) -> None:
        self._frame = frame

    @property
    def nbytes(self) -> int:
        """About what is held, in bytes."""
        return self._frame.nbytes + len(self._frame.pool) * _BYTES_A_DATUM

    def frame(self) -> EventFrame:
        """All of them."""
        return self._frame

    def followed(self, later: Listed) -> Listed:
        """These, and behind them those of a later stretch. No event goes through the seam between the two."""
        return Listed(concat(self._frame, later._frame))
