"""Several writes as one, on a database that knows only single documents (MongoDB without a replica set, FerretDB).

How documents were is written down (collection `journal`) before they are changed. The end of a transaction is one write
to one document, `state`; then what was written down is dropped. What is found without that end, after a kill or a lost
connection, is put back before anything else is done. A single document is changed without any of this.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from aw_core.errors import StorageError
from aw_datastore.errors import DatabaseInUse, DatabaseNewer, StorageClosed
from aw_datastore.storages.engine import Listener

SCHEMA_VERSION: Final = 1
"""The newest layout of the documents that this program reads and writes; stands in `state`."""

_STATE: Final = "state"
_ID_BLOCK: Final = 1000
"""Ids are fetched so many at a time; those left over at the end are never used."""

Document = dict[str, Any]
Translated = Callable[[], AbstractContextManager[None]]


class MongoWriter:
    """Lets one thread at a time at the database. `owner` names this process in the database.

    Whoever opens the database last owns it: another process that had it finds out at its next write.
    """

    def __init__(self, database: Any, name: str, owner: str, translated: Translated) -> None:
        self.name = name
        self.listeners: list[Listener] = []
        self._database = database
        self._state = database["state"]
        self._journal = database["journal"]
        self._owner = owner
        self._translated = translated
        self._lock = threading.RLock()
        self._thread: int | None = None
        self._depth = 0
        self._alone = False
        self._kept: list[Document] = []
        self._entry = 0
        self._turn = 0
        self._ids: Iterator[int] = iter(())
        self._dirty = False
        self._broken: BaseException | None = None
        self._closed = False

    # -- beginning and end ---------------------------------------------------------------------------------------

    def open(self) -> None:
        """Become the owner, and put back what another process left half done."""
        with self._lock, self._translated():
            found = self._state.find_one({"_id": _STATE})
            if found is not None and found["schema"] > SCHEMA_VERSION:
                raise DatabaseNewer(self.name, found["schema"], SCHEMA_VERSION)
            if found is None:
                self._state.insert_one(
                    {"_id": _STATE, "schema": SCHEMA_VERSION, "owner": "", "done": 0, "event": 0, "bucket": 0}
                )
            self._state.update_one({"_id": _STATE}, {"$set": {"owner": self._owner}})
            self._recover()

    def close(self) -> None:
        """Waits for whoever is inside."""
        with self._lock:
            self._closed = True

    # -- reading and writing -------------------------------------------------------------------------------------

    @property
    def in_transaction(self) -> bool:
        """Is the calling thread inside `transaction()`?"""
        return self._thread == threading.get_ident()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nobody else writes meanwhile."""
        with self._lock, self._translated():
            self._make_ready()
            yield

    @contextmanager
    def transaction(self, *, single: bool = False) -> Iterator[None]:
        """All or nothing, durable once left. Inside another one of the same thread, a part that can fail alone.

        `single` promises that at most one document is changed: that needs no journal.
        """
        with self._lock, self._translated():
            self._make_ready()
            if not self._depth:
                self._begin(single)
            mark = len(self._kept)
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._commit()
            except BaseException as error:
                self._undo(mark, error)
                raise
            finally:
                self._end()

    def _make_ready(self) -> None:
        if self._closed:
            raise StorageClosed(self.name)
        if self._depth:
            if self._broken is not None:
                raise StorageError("The transaction was undone", f"An earlier write failed: {self._broken}.")
        elif self._dirty:
            self._recover()

    def _begin(self, single: bool) -> None:
        if self._state.find_one({"_id": _STATE, "owner": self._owner}) is None:
            raise self._taken()
        self._alone = single
        self._kept = []
        self._broken = None
        self._thread = threading.get_ident()

    def _commit(self) -> None:
        self._make_ready()
        if not self._kept:
            return
        # From here on the database decides, also if its answer is lost: what it says later is done is not put back.
        self._kept = []
        self._dirty = True
        done = self._state.update_one({"_id": _STATE, "owner": self._owner}, {"$set": {"done": self._turn + 1}})
        if not done.matched_count:
            # Whoever took over has put everything back already.
            raise self._taken()
        self._turn += 1
        with contextlib.suppress(StorageError), self._translated():
            self._journal.delete_many({"turn": {"$lte": self._turn}})
            self._dirty = False

    def _undo(self, mark: int, error: BaseException) -> None:
        for listener in self.listeners:
            listener.forget()
        try:
            while len(self._kept) > mark:
                self._put_back(self._kept[-1])
                self._kept.pop()
        except Exception:
            # The database is away: put back later, before anything else is done.
            self._dirty = True
            self._broken = error

    def _end(self) -> None:
        self._depth -= 1
        if self._depth:
            return
        self._thread = None
        for listener in self.listeners:
            listener.ended()

    # -- the journal ---------------------------------------------------------------------------------------------

    def keep(self, collection: str, before: Sequence[Document]) -> None:
        """Documents that are about to be changed or deleted, as they are."""
        if before:
            self._write_down(
                {"in": collection, "ids": [document["_id"] for document in before], "before": list(before)}
            )

    def keep_new(self, collection: str, ids: Sequence[Any]) -> None:
        """Documents of these ids are about to be added."""
        if ids:
            self._write_down({"in": collection, "ids": list(ids), "before": []})

    def _write_down(self, entry: Document) -> None:
        if self._alone and self._depth == 1:
            return
        self._entry += 1
        entry = {"_id": self._entry, "turn": self._turn + 1, **entry}
        # Known first: it is put back even if nobody can say whether it was written.
        self._kept.append(entry)
        self._journal.insert_one(entry)

    def _put_back(self, entry: Document) -> None:
        """As before that entry. Doing it again changes nothing, so it may be interrupted."""
        collection = self._database[entry["in"]]
        collection.delete_many({"_id": {"$in": entry["ids"]}})
        if entry["before"]:
            collection.insert_many(entry["before"])
        self._journal.delete_one({"_id": entry["_id"]})

    def _recover(self) -> None:
        found = self._state.find_one({"_id": _STATE, "owner": self._owner})
        if found is None:
            raise self._taken()
        self._turn = int(found["done"])
        self._journal.delete_many({"turn": {"$lte": self._turn}})
        for entry in list(self._journal.find({}).sort([("_id", -1)])):
            self._put_back(entry)
        for listener in self.listeners:
            listener.forget()
        self._dirty = False

    # -- ids -----------------------------------------------------------------------------------------------------

    def next_ids(self, count: int) -> list[int]:
        """Ids for events that nothing ever had, rising. Inside a transaction."""
        ids = [event_id for event_id, _ in zip(self._ids, range(count), strict=False)]
        missing = count - len(ids)
        if missing:
            block = max(missing, _ID_BLOCK)
            last = self._raise("event", block)
            fresh = range(last - block + 1, last + 1)
            ids += fresh[:missing]
            self._ids = iter(fresh[missing:])
        return ids

    def next_bucket_key(self) -> int:
        """A key for a bucket that no other ever had."""
        return self._raise("bucket", 1)

    def _raise(self, counter: str, by: int) -> int:
        found = self._state.find_one_and_update(
            {"_id": _STATE, "owner": self._owner}, {"$inc": {counter: by}}, return_document=True
        )
        if found is None:
            raise self._taken()
        return int(found[counter])

    def _taken(self) -> DatabaseInUse:
        found = self._state.find_one({"_id": _STATE}) or {}
        return DatabaseInUse(self.name, f"another server ({str(found.get('owner', '')).rpartition(' ')[0]})")
