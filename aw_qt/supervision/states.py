"""The states a module can be in and the edges between them; imports nothing of ours.

The same graph, with the same names, is drawn in docs/supervision.md.
"""

import enum


class State(enum.StrEnum):
    """What is *observed* of a module. What is *wished* is kept apart (a wish is not a fact)."""

    STOPPED = "stopped"
    """No process, and none is on its way."""
    WAITING = "waiting"
    """Wished for, but the server does not answer yet."""
    STARTING = "starting"
    """The server: the port is looked at, or its first answer awaited. Others: spawned a moment ago."""
    RUNNING = "running"
    """The server answered; any other module stayed up long enough."""
    BACKING_OFF = "backing-off"
    """It ended by itself and is started again at a known time."""
    STOPPING = "stopping"
    """Asked to end; the deadlines of the stop are running."""
    FAILED = "failed"
    """Given up: it ended too often, or the port belongs to somebody else. A person decides."""
    EXTERNAL = "external"
    """A server of the same user that somebody else started and that proved itself; never stopped here."""
    MISSING = "missing"
    """Wished for, but there is no such program."""


EDGES: dict[State, frozenset[State]] = {
    State.STOPPED: frozenset({State.WAITING, State.STARTING, State.MISSING}),
    State.WAITING: frozenset({State.STARTING, State.STOPPED}),
    State.STARTING: frozenset(
        {State.RUNNING, State.EXTERNAL, State.BACKING_OFF, State.FAILED, State.STOPPING, State.STOPPED}
    ),
    State.RUNNING: frozenset({State.BACKING_OFF, State.FAILED, State.STOPPING}),
    State.BACKING_OFF: frozenset({State.STARTING, State.WAITING, State.STOPPED}),
    State.STOPPING: frozenset({State.STOPPED}),
    State.FAILED: frozenset({State.STOPPED}),
    State.EXTERNAL: frozenset({State.STOPPED}),
    State.MISSING: frozenset({State.STOPPED}),
}
"""The legal edges: from a state to every state it may change into."""

UP = frozenset({State.RUNNING, State.EXTERNAL})
"""States in which a module does its work."""


class IllegalEdge(Exception):
    """A change of state that the graph does not know: a mistake in our code, never in the user's."""


def require_edge(old: State, new: State) -> None:
    """Raise IllegalEdge unless *new* may follow *old*."""
    if new not in EDGES[old]:
        raise IllegalEdge(f"{old} -> {new}")
