"""Lists of events and frames: which is which, and who works on them. The frame, and numpy, are loaded when needed."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

_FRAME = "aw_core.frame"


def is_frame(value: Any) -> TypeGuard[EventFrame]:
    """Whether `value` is an EventFrame, without loading what defines it."""
    # Half of the module may be there while another thread imports it; then nobody has a frame yet.
    kind = getattr(sys.modules.get(_FRAME), "EventFrame", None)
    return kind is not None and isinstance(value, kind)


def alike(*values: Any) -> tuple[ModuleType, list[Any]]:
    """The module whose functions work on these values, and the values as it takes them.

    Lists of events belong to `aw_transform`. As soon as one value is a frame, all become frames and belong to
    `aw_core.frame.functions`.
    """
    if not any(is_frame(value) for value in values):
        import aw_transform

        return aw_transform, list(values)
    import aw_core.frame.functions as functions

    return functions, [to_frame(value) for value in values]


def to_frame(value: Any) -> EventFrame:
    """A frame as it is, a list of events as a frame. Raises TypeError for anything else."""
    if is_frame(value):
        return value
    from aw_core.frame import EventFrame
    from aw_core.models import Event

    if not isinstance(value, list) or not all(isinstance(event, Event) for event in value):
        raise TypeError("a list of events is needed")
    return EventFrame.from_events(value)


def to_lists(value: Any) -> Any:
    """`value` with every frame in it as a list of events."""
    if is_frame(value):
        return value.to_events()
    if type(value) is list:
        return [to_lists(item) for item in value]
    if type(value) is dict:
        return {key: to_lists(item) for key, item in value.items()}
    return value
