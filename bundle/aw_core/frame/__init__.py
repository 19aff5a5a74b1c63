"""Events as columns instead of objects: what queries compute with. Imports numpy, so import it late."""

from . import lean_numpy  # noqa: F401  before anything that imports numpy
from .frame import EventFrame, LateFrame
from .pool import DataPool

__all__ = ["DataPool", "EventFrame", "LateFrame"]
