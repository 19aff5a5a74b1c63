"""Which modules should run: the person's wishes, remembered in one private file. Knows nothing of processes."""

import json
import logging
from collections.abc import Collection, Mapping
from pathlib import Path

from aw_core.dirs import get_data_dir
from aw_core.files import write_private

logger = logging.getLogger(__name__)


def wishes_path(testing: bool) -> Path:
    """`<data>/aw-qt/wishes.json` (`wishes-testing.json`)."""
    return Path(get_data_dir("aw-qt")) / ("wishes-testing.json" if testing else "wishes.json")


class Wishes:
    """Explicit wishes (module name → should run) over defaults from configuration or flag.

    Only what a person ticked is stored, so that a later change of the configuration still counts for
    all other modules. `version` is the server's number of the newest wishes merged in here.
    """

    def __init__(self, path: Path, defaults: Collection[str], *, ignore_stored: bool = False) -> None:
        """*ignore_stored*: a list given on the command line outranks remembered ticks for this run."""
        self._path = path
        self._defaults = frozenset(defaults)
        self._stored, self.version = _load(path)
        self._effective = {} if ignore_stored else dict(self._stored)

    def wanted(self, name: str) -> bool:
        """Whether the module should run."""
        return self._effective.get(name, name in self._defaults)

    def names(self) -> frozenset[str]:
        """Every module that should run."""
        named = self._defaults | self._effective.keys()
        return frozenset(name for name in named if self.wanted(name))

    def set(self, changes: Mapping[str, bool], version: int | None = None) -> None:
        """Remember *changes* and, when they come from the server, the number of its newest wishes."""
        before = (dict(self._stored), self.version)
        self._effective.update(changes)
        self._stored.update(changes)
        self.version = self.version if version is None else version
        if (self._stored, self.version) != before:
            self._save()

    def _save(self) -> None:
        text = json.dumps({"version": self.version, "wanted": self._stored}, indent=1, sort_keys=True)
        try:
            write_private(self._path, text + "\n")
        except OSError as error:
            # The wish still holds until the tray ends; a full disk must not stop the supervision.
            logger.warning("Could not remember which modules should run: %s", error)


def _load(path: Path) -> tuple[dict[str, bool], int]:
    """(wishes, version); a missing or damaged file means no wishes, said once in the log."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        wanted = {str(name): bool(wish) for name, wish in content["wanted"].items()}
        return wanted, int(content["version"])
    except FileNotFoundError:
        return {}, 0
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("%s cannot be read (%s); using the configured modules", path, error)
        return {}, 0
