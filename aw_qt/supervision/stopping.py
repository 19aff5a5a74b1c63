"""How a module is stopped: asked, then told, then killed, each with its own deadline. No clock here.

All deadlines together stay below the 10 seconds a quit may take: 3 for the watchers, then 5.5 for the server.
"""

from aw_qt.supervision.child import Child

ASKED, TOLD, KILLED = 0, 1, 2
"""The stages: stdin closed, SIGTERM sent, killed with everything it started."""

HOW = {ASKED: "when asked", TOLD: "on SIGTERM", KILLED: "only when killed"}

_SERVER_ASKED = 4.0
_GRACE = {ASKED: 1.5, TOLD: 1.0, KILLED: 0.5}


def begin(child: Child) -> int:
    """Start the stop; returns the stage reached. A program that is not ours knows only signals."""
    if child.ask():
        return ASKED
    child.terminate()
    return TOLD


def press(child: Child, stage: int) -> int:
    """The grace of *stage* is over: do the next thing; returns the new stage."""
    if stage == ASKED:
        child.terminate()
        return TOLD
    child.kill_tree()
    return KILLED


def grace(stage: int, is_server: bool) -> float:
    """Seconds to wait in *stage*; the server gets longest, it finishes requests and its database."""
    return _SERVER_ASKED if is_server and stage == ASKED else _GRACE[stage]
