"""Talk to an ActivityWatch server from Python: the library under every watcher, importer and viewer."""

from .__about__ import __version__
from .client import ActivityWatchClient

__all__ = ["ActivityWatchClient", "__version__"]
