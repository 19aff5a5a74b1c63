"""Floor 0: what every program of the bundle shares. Light to import: no Qt, no numpy, no network."""

from . import decorators, dirs, models, util
from .__about__ import __version__
from .models import Event

__all__ = ["Event", "__version__", "decorators", "dirs", "models", "util"]
