"""What queries keep of their own work (`aw_query.settled.Memory`): in memory for a while, what lasts in a file."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, cast

import msgspec

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_server.answers import Answers, Seen, Watched

if TYPE_CHECKING:
    from aw_query.settled import Settled
    from aw_server.sums_file import SumsFile

logger = logging.getLogger(__name__)


class Parts:
    """Parts of answers, among the answers that are kept; and the file of those that outlive them, if there is one."""

    def __init__(self, db: Datastore, kept: Answers) -> None:
        self._db = db
        self._kept = kept
        self._lasting: dict[Hashable, None] = {}
        self.file: SumsFile | None = None

    def watching(self) -> Datastore:
        """A datastore that notes what is read from it."""
        return Watched(self._db).as_datastore

    def get(self, key: Hashable) -> Any:
        """What is kept in memory under `key` if it would be the same today; else None."""
        return self._kept.get(key)

    def resumed(self, key: Hashable) -> tuple[Any, Datastore] | None:
        """What is kept under `key`, in memory or file, and a datastore that takes what it was made of as noted."""
        found = self._kept.found(key) or self._fetched(key)
        return None if found is None else (found[0], Watched(self._db, found[1]).as_datastore)

    def keep(self, key: Hashable, value: Any, nbytes: int, watched: Datastore, *, lasting: bool = False) -> None:
        """Remember a part of an answer and what it was made of."""
        self._kept.keep(key, value, cast(Watched, watched).seen, nbytes)
        if lasting:
            self._lasting.pop(key, None)
            self._lasting[key] = None

    def holds(self, watched: Datastore) -> bool:
        """Whether reading again what this datastore noted would give the same."""
        return self._holds(cast(Watched, watched).seen)

    def put_away(self) -> None:
        """Have in the file what lasts and still holds."""
        lasting, self._lasting = list(self._lasting), {}
        if self.file is None:
            return
        values: dict[str, tuple[int, bytes, Seen]] = {}
        try:
            for key in lasting:
                found = self._kept.found(key)
                if found is not None:
                    settled, seen = found
                    packed = None if self.file.holds(repr(key), settled.seam, seen) else _packed(settled)
                    if packed is not None:
                        values[repr(key)] = settled.seam, packed, seen
        except StorageError as error:
            logger.warning("What was summed up is not kept: %s", error)
        if values:
            self.file.store(values)

    def sift(self) -> None:
        """Leave nothing in the file that was made of what has been deleted or changed since."""
        if self.file is not None:
            self.file.sift(self._holds)

    def end(self) -> None:
        """No more is asked or written."""
        if self.file is not None:
            self.file.end(self._holds)

    def _holds(self, seen: Seen) -> bool:
        try:
            return seen.still_holds(self._db)
        except StorageError:
            return False

    def _fetched(self, key: Hashable) -> tuple[Settled, Seen] | None:
        from aw_query.settled import Settled

        found = None if self.file is None else self.file.fetch(repr(key))
        if found is None or not self._holds(found[1]):
            return None
        packed, seen = found
        settled = Settled.of_plain(msgspec.msgpack.decode(packed))
        self._kept.keep(key, settled, seen, settled.nbytes)
        return settled, seen


def _packed(settled: Settled) -> bytes | None:
    """As bytes, for a file; None for what is too much, or holds numbers or texts that no file takes."""
    plain = settled.plain()
    if plain is None:
        return None
    try:
        return msgspec.msgpack.encode(plain)
    except (TypeError, ValueError, OverflowError):
        return None
