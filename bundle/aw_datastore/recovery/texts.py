"""The dictionary's texts as the damaged file has them, each held against its hash in the table and in the index."""

from __future__ import annotations

from aw_datastore.recovery.rows import DataRow, is_json
from aw_datastore.storages.dictionary import text_hash


class Texts:
    """Texts by id, in memory. `proven` are those whose hash stood beside them, `indexed` the hashes of the index."""

    def __init__(self) -> None:
        self.proven: dict[int, str] = {}
        self.indexed: dict[int, int] = {}
        self._rivals: dict[int, list[str]] = {}
        self._unproven: dict[int, DataRow] = {}

    def add(self, row: DataRow) -> None:
        """A row of the dictionary. Two of one id: the number of one of them has changed."""
        if not row.proven or row.json is None:
            self._unproven.setdefault(row.id, row)
        elif self.proven.setdefault(row.id, row.json) != row.json:
            self._rivals.setdefault(row.id, []).append(row.json)

    def get(self, data_id: int) -> str | None:
        """The text, if there is no doubt about it."""
        text = self.proven.get(data_id)
        key = self.indexed.get(data_id)
        if text is not None and (key is None or text_hash(text) == key):
            return text
        unproven = self._unproven.get(data_id)
        others = [*self._rivals.get(data_id, ()), *([unproven.json] if unproven and unproven.json else [])]
        return next((other for other in others if key is not None and text_hash(other) == key), None)

    def hashes(self, data_id: int) -> list[int]:
        """What the text's hash may have been, the likelier first."""
        found = [self.indexed.get(data_id), *([self._unproven[data_id].hash] if data_id in self._unproven else [])]
        return [key for key in found if key is not None]

    def last_resort(self, data_id: int) -> str | None:
        """What stands under the id although the index says otherwise, when nothing else is to be had."""
        text = self.proven.get(data_id)
        return text if text is not None and is_json(text) else None
