"""Events as columns instead of objects: what queries compute with. Imports numpy, so import it late."""

from .frame import EventFrame, LateFrame
from .pool import DataPool

__all__ = ["DataPool", "EventFrame", "LateFrame"]
