"""Choosing where a watcher gets its answers: candidates in order, each of which may refuse with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

B = TypeVar("B")


class Unsupported(Exception):
    """This backend cannot work here and now; `reason` says why, to a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BackendLost(Exception):
    """A backend that worked has gone (the display server ended, say); it must be closed and opened anew."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoBackend(Exception):
    """No candidate works here yet; `reasons` holds what each of them said."""

    def __init__(self, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in reasons) or "no backend for this system")
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Candidate(Generic[B]):
    """A backend by name, and how to open it; `open` raises Unsupported where it cannot work."""

    name: str
    open: Callable[[], B]


def first_supported(candidates: Sequence[Candidate[B]]) -> B:
    """The first candidate that opens. Raises NoBackend with every reason when none does."""
    reasons: list[tuple[str, str]] = []
    for candidate in candidates:
        try:
            return candidate.open()
        except Unsupported as refusal:
            reasons.append((candidate.name, refusal.reason))
    raise NoBackend(reasons)


def named(candidates: Sequence[Candidate[B]], name: str | None) -> list[Candidate[B]]:
    """Only the candidate that the user asked for by name, or all of them; none with that name gives an empty list."""
    return [candidate for candidate in candidates if name in (None, candidate.name)]
