"""The first start: once, as soon as the server answers, the page that says what happens here. No Qt here."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

from aw_core.dirs import get_data_dir
from aw_core.files import write_private
from aw_qt.snapshot import Snapshot

logger = logging.getLogger(__name__)


def state_path(testing: bool) -> Path:
    """`<data>/aw-qt/state.json` (`state-testing.json`): what the tray remembers of earlier runs."""
    return Path(get_data_dir("aw-qt")) / ("state-testing.json" if testing else "state.json")


def is_first(path: Path) -> bool:
    """Whether nobody was welcomed yet. A file that cannot be read is no first start: better silent than twice."""
    return not path.exists()


def remember(path: Path) -> None:
    """From now on it is no first start any more."""
    write_private(path, json.dumps({"welcomed": True}) + "\n")


class FirstStart:
    """A listener for the Manager: shows the page when the server is first up, and never again."""

    def __init__(self, path: Path, show: Callable[[], None]) -> None:
        self._path = path
        self._show: Callable[[], None] | None = show

    def __call__(self, snapshot: Snapshot) -> None:
        """Take the newest snapshot."""
        show = self._show
        if show is None or snapshot.ending or not snapshot.server_up:
            return
        self._show = None
        try:
            remember(self._path)
        except OSError as error:
            logger.warning("Could not remember the first start: %s", error)
        show()
