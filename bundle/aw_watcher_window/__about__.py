"""The version of this program, which is the distribution's."""

from aw_core.__about__ import __version__

__all__ = ["__version__"]
