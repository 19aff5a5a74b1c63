"""The user's settings: any JSON value under any key, false and null included (contract 1.12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aw_datastore import Datastore
from aw_server.exceptions import BadRequest

KIND = "settings"


class Settings:
    """Settings in the datastore's records: same file, same backup as the events."""

    def __init__(self, db: Datastore) -> None:
        self._db = db
        self._watched: dict[str, tuple[Callable[[Any], None], Callable[[], None]]] = {}

    def watch(self, key: str, check: Callable[[Any], None], changed: Callable[[], None]) -> None:
        """Have `check` refuse (by raising BadRequest) what the key may not hold; `changed` is called after a change."""
        self._watched[key] = check, changed

    def get(self, key: str = "") -> Any:
        """The value, None for a key that is not set; without a key all of them as one object."""
        if not key:
            return self._db.records.all(KIND)
        return self._db.records.get(KIND, key)

    def set(self, key: str, value: Any) -> Any:
        """Store any JSON value and answer with it. Raises BadRequest without a key."""
        if not key:
            raise BadRequest("MissingKey", "Name the setting to store: POST /api/0/settings/<key>")
        check, changed = self._watched.get(key, _ANYTHING_GOES)
        check(value)
        self._db.records.put(KIND, key, value)
        changed()
        return value

    def delete(self, key: str) -> None:
        """Forget a setting; one that is not set is no error."""
        self._db.records.delete(KIND, key)
        self._watched.get(key, _ANYTHING_GOES)[1]()


_ANYTHING_GOES: tuple[Callable[[Any], None], Callable[[], None]] = (lambda value: None, lambda: None)
