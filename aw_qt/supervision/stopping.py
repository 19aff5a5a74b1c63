"""How a module is stopped: asked, then told, then killed, each with its own deadline. No clock here.

All deadlines together stay below the 10 seconds a quit may take: 3 for the watchers, then 6.5 for the server.
"""

import logging

from aw_qt.supervision.child import Child
from aw_qt.supervision.module import Module
from aw_qt.supervision.states import State

logger = logging.getLogger(__name__)

ASKED, TOLD, KILLED = 0, 1, 2
"""The stages: stdin closed, SIGTERM sent, killed with everything it started."""

HOW = {ASKED: "when asked", TOLD: "on SIGTERM", KILLED: "only when killed"}

_SERVER_ASKED = 5.0
_GRACE = {ASKED: 1.5, TOLD: 1.0, KILLED: 0.5}


def begin(module: Module, now: float) -> None:
    """Start to stop a module that has a child; *now* in monotonic seconds."""
    assert module.child is not None
    module.change(State.STOPPING)
    # A program that is not ours knows only signals.
    if module.child.ask():
        _enter(module, ASKED, now)
    else:
        module.child.terminate()
        _enter(module, TOLD, now)


def press(module: Module, now: float) -> None:
    """The deadline of a stage has passed: do the next thing."""
    child: Child | None = module.child
    assert child is not None
    if module.stop_stage == ASKED:
        child.terminate()
        _enter(module, TOLD, now)
    elif module.stop_stage == TOLD:
        child.kill_tree()
        _enter(module, KILLED, now)
    else:
        logger.error("%s does not end even when killed", module.name)
        module.child = None
        module.serial += 1
        module.change(State.STOPPED, "did not end even when killed")


def _enter(module: Module, stage: int, now: float) -> None:
    module.stop_stage = stage
    # The server gets longest: it finishes requests and its database.
    grace = _SERVER_ASKED if module.is_server and stage == ASKED else _GRACE[stage]
    module.deadline = now + grace
