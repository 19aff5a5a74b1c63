"""Warns while little room is left where the database lies. Looks after writes only, so that nothing wakes up for it."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable
from pathlib import Path

from aw_datastore import Datastore
from aw_server.notices import Notice, Notices

logger = logging.getLogger(__name__)

KIND = "disk"
MB = 1_000_000
LOW = 500 * MB
FULL = 2 * MB
# A disk that goes up and down by a little around an edge is not told each time.
_MORE = 1.1


class Room(enum.Enum):
    """How much there is."""

    ENOUGH = "enough"
    LOW = "low"
    FULL = "full"


def judge(free: int, before: Room) -> Room:
    """What `free` bytes mean after it meant `before`."""
    if free < (FULL * _MORE if before is Room.FULL else FULL):
        return Room.FULL
    if free < (LOW if before is Room.ENOUGH else LOW * _MORE):
        return Room.LOW
    return Room.ENOUGH


_WORDS = {
    Room.LOW: Notice(
        KIND,
        "The disk is nearly full",
        f"Less than {LOW // MB} MB are left on the disk that keeps your data. Once it is full, nothing more can be "
        "recorded until there is room again.",
    ),
    Room.FULL: Notice(
        KIND,
        "The disk is full",
        "Nothing can be recorded until there is room again on the disk that keeps your data. What was stored before is "
        "safe; recording goes on by itself.",
    ),
}


class DiskSpace:
    """Keeps the notice about the disk true, from the start on and some seconds after writes, failed ones included."""

    def __init__(self, db: Datastore, notices: Notices, free: Callable[[Path], int] | None = None) -> None:
        self._notices = notices
        self._free = free or _free
        self._room = Room.ENOUGH
        file = db.describe()["file"]
        if file:
            self._folder = Path(file).parent
            self._look()
            db.after_writes(self._look)

    def _look(self) -> None:
        try:
            room = judge(self._free(self._folder), self._room)
        except OSError as error:
            logger.debug("The room on the disk cannot be told: %s", error)
            return
        if room is self._room:
            return
        self._room = room
        if room is Room.ENOUGH:
            logger.info("There is enough room on the disk again")
            self._notices.drop(KIND)
        else:
            self._notices.put(_WORDS[room])


def _free(folder: Path) -> int:
    import shutil

    return shutil.disk_usage(folder).free
