"""The command `aw-cli`: directories, logs, modules and pausing, for people at a terminal."""

from aw_core.__about__ import __version__

__all__ = ["__version__"]
