"""What is kept and is not an event: settings, wishes, the pause. JSON values by kind and key."""

from __future__ import annotations

from typing import Any

from aw_datastore.storages.abstract import AbstractStorage


class Records:
    """JSON values in the same file, transactions and purges as the events. `null` and `false` are values too."""

    def __init__(self, storage: AbstractStorage) -> None:
        self._storage = storage

    def get(self, kind: str, key: str, default: Any = None) -> Any:
        """The stored value, a stored null as None; `default` if nothing is stored."""
        found = self._storage.get_record(kind, key)
        return found[0] if found is not None else default

    def put(self, kind: str, key: str, value: Any) -> None:
        """Store or replace a value; TypeError if it is not JSON."""
        self._storage.put_record(kind, key, value)

    def delete(self, kind: str, key: str) -> bool:
        """Remove a value; False if there was none."""
        return self._storage.delete_record(kind, key)

    def kinds(self) -> list[str]:
        """Every kind of which something is stored."""
        return self._storage.record_kinds()

    def all(self, kind: str) -> dict[str, Any]:
        """All values of a kind by key."""
        return self._storage.all_records(kind)
