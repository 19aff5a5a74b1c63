"""The version of the client library: that of the whole distribution."""

from aw_core.__about__ import __version__

__all__ = ["__version__"]
