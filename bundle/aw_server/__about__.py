"""What this package calls itself."""

from aw_core.__about__ import __version__

__all__ = ["__version__"]
