"""The names one computer has had: bucket ids end in the name of their computer, and outlive it (decision 0023)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class HostNames:
    """`current` is what the computer is called now as far as its buckets say; `names` all it was ever called.

    Changing it is the business of the program that owns the datastore; reading needs no lock.
    """

    def __init__(self, current: str = "", names: Sequence[str] = ()) -> None:
        self.current = current
        self._names = tuple(dict.fromkeys([*names, *([current] if current else [])]))

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        """The computer is called this too."""
        self._names = tuple(dict.fromkeys([*self._names, name]))

    def today(self, name: str) -> str:
        """The current name for any of this computer's; those of other computers as they are."""
        return self.current if name in self._names else name

    def aliases(self, bucket_id: str) -> Iterator[str]:
        """What the bucket would be called under this computer's other names, the newest first."""
        for name in sorted(self._names, key=len, reverse=True):
            stem = bucket_id.removesuffix(f"_{name}")
            if stem != bucket_id:
                yield from (f"{stem}_{other}" for other in reversed(self._names) if other != name)
