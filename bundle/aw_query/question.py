"""What is asked: a program, and what it is run for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aw_query.interpreter import Scope
from aw_query.limits import Meter
from aw_query.parser import Assignment
from aw_query.reads import Reads


@dataclass(frozen=True)
class Question:
    """A program and what it is run for."""

    program: Sequence[Assignment]
    name: str
    start: datetime
    end: datetime
    meter: Meter
    alone: bool = True
    """Whether it is not one of several that may share what they read."""

    @property
    def key(self) -> tuple[str, ...]:
        """What it is run for, but for its end."""
        return "settled", self.name, self.start.isoformat()

    def scope(self, reads: Reads) -> Scope:
        """Variables to begin with."""
        return Scope(self.name, self.start, self.end, reads, self.meter)
