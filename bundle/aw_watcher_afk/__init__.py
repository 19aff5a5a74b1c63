"""The AFK watcher: whether somebody is at the keyboard, never what they type."""

from aw_watcher_afk.__about__ import __version__

__all__ = ["__version__"]
