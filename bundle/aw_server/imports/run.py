"""One import from beginning to end: open the file, carry its buckets and settings over, put the outcome together."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from aw_core.files import ensure_private_dir
from aw_datastore.foreign import (
    Known,
    Source,
    SourceBucket,
    SourceRow,
    consistently,
    is_sqlite,
    open_snapshot,
    recognise,
    signature,
    snapshot,
)
from aw_server import jsonfmt
from aw_server.exceptions import BadRequest
from aw_server.imports.carrying import Carried, Carrier, known_until
from aw_server.imports.places import scratch
from aw_server.privacy import BUILT_IN_OFF, SWITCH
from aw_server.settings import Settings

logger = logging.getLogger(__name__)

_NOT_CARRIED: Final = {SWITCH, BUILT_IN_OFF}
"""What would switch privacy rules off is to be wished for here."""

_FEW: Final = 20_000
"""Up to so many new events are read from the source itself; for more of them it is copied first."""


class _Gathered(Source):
    """What is new at a source, read in one go so that nothing of it is kept open."""

    def __init__(self, source: Source, earlier: Carried) -> None:
        self._buckets = source.buckets()
        self._rows = {
            bucket.key: list(source.events(bucket, known_until(earlier, bucket.id))) for bucket in self._buckets
        }
        self._last_id = source.last_id()
        self._settings = source.settings()

    def buckets(self) -> list[SourceBucket]:
        return self._buckets

    def events(self, bucket: SourceBucket, known: Known | None = None) -> Iterator[SourceRow]:
        return iter(self._rows[bucket.key])

    def count(self) -> int:
        return sum(map(len, self._rows.values()))

    def last_id(self) -> int:
        return self._last_id

    def settings(self) -> dict[str, Any]:
        return self._settings


class Run:
    """Imports a file. `total` is told how many events there are to deal with; `step` may raise to end it early."""

    def __init__(
        self,
        carrier: Carrier,
        settings: Settings,
        testing: bool,
        *,
        total: Callable[[int], None] = lambda _: None,
        step: Callable[[], None] = lambda: None,
    ) -> None:
        self._carrier = carrier
        self._settings = settings
        self._place = scratch(testing)
        self._total = total
        self._step = step
        self._seen: set[str] = set()

    def run(self, path: Path, earlier: dict[str, Any] | None) -> dict[str, Any]:
        """Import the file; with the record of an earlier run only what is new since. Answers with the new record.

        Settings come first: rules that the user had made there apply to what follows. Raises StorageError or
        BadRequest with a sentence when there is nothing here that can be imported, OSError.
        """
        mark = signature(path)
        self._seen = set(earlier["settings"]) if earlier else set()
        if is_sqlite(path):
            with self._scratch() as folder:
                layout, carried = self._database(path, folder, earlier)
        else:
            source = _file(path)
            layout, carried = source.layout, self._carry(source, source.count(), None)
        return {"layout": layout, "signature": mark, "settings": sorted(self._seen), **carried.record()}

    def _database(self, path: Path, folder: Path, earlier: dict[str, Any] | None) -> tuple[str, Carried]:
        before = Carried.of(earlier) if earlier else None
        if before is not None:
            found = consistently(path, folder, lambda connection: _gather(connection, path, before))
            if found is not None:
                layout, gathered = found
                return layout, self._carry(gathered, gathered.count(), before)
        with closing(open_snapshot(snapshot(path, folder, self._step))) as connection:
            reader = recognise(connection, str(path))
            reader.index(connection)
            source = reader(connection, jsonfmt.loads)
            return source.layout, self._carry(source, source.count(), before)

    def _carry(self, source: Source, total: int, before: Carried | None) -> Carried:
        offered = source.settings()
        carry_settings(self._settings, offered, self._seen)
        self._seen |= offered.keys()
        self._total(total)
        return self._carrier.whole(source) if before is None else self._carrier.since(source, before)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A private folder in the cache, empty and for this run; what a killed run left is removed first."""
        folder = self._place
        shutil.rmtree(folder, ignore_errors=True)
        ensure_private_dir(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _file(path: Path) -> Source:
    from aw_server.imports.export_file import ExportFile
    from aw_server.imports.rescuetime_file import RescueTimeFile, is_rescuetime

    if is_rescuetime(path):
        return RescueTimeFile(path)
    try:
        return ExportFile(path)
    except BadRequest as error:
        from aw_server.imports.unknown import refusal

        raise refusal(path, error) from None


def carry_settings(settings: Settings, offered: dict[str, Any], seen: set[str]) -> None:
    """Store the offered values where ours has none; not those seen before, which the user may have deleted here."""
    ours = settings.get()
    for key in offered.keys() - ours.keys() - seen - _NOT_CARRIED - {""}:
        try:
            settings.set(key, offered[key])
        except BadRequest as error:
            logger.warning("The setting %s was not taken over: %s", key, error.message)


def _gather(connection: sqlite3.Connection, path: Path, earlier: Carried) -> tuple[str, _Gathered] | None:
    """What is new, None when that is much."""
    source = recognise(connection, str(path))(connection, jsonfmt.loads)
    if source.count_after(earlier.last_id) > _FEW:
        return None
    return source.layout, _Gathered(source, earlier)
