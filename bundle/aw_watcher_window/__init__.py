"""The window watcher: which window has the user's attention, and since when."""

from aw_watcher_window.__about__ import __version__

__all__ = ["__version__"]
