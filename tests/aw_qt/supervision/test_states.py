"""The graph itself: closed, connected, and the same as the one drawn in the documentation."""

import re
from pathlib import Path

import pytest

from aw_qt.supervision.states import EDGES, IllegalEdge, State, require_edge

PAGE = Path(__file__).resolve().parents[3] / "docs/supervision.md"


def test_every_state_has_edges_and_can_be_left():
    assert set(EDGES) == set(State)
    assert all(EDGES[state] for state in State)


def test_every_state_is_reachable_from_stopped_and_leads_back_to_it():
    reached, todo = {State.STOPPED}, [State.STOPPED]
    while todo:
        for new in EDGES[todo.pop()] - reached:
            reached.add(new)
            todo.append(new)
    assert reached == set(State)
    back = {State.STOPPED}
    while more := {state for state in State if EDGES[state] & back} - back:
        back |= more
    assert back == set(State)


def test_an_edge_outside_the_graph_is_refused():
    require_edge(State.STOPPED, State.STARTING)
    with pytest.raises(IllegalEdge, match="stopped -> running"):
        require_edge(State.STOPPED, State.RUNNING)


def test_the_page_draws_the_same_graph():
    drawn = set(re.findall(r"^\s*([a-z_]+) --> ([a-z_]+)", PAGE.read_text(), re.MULTILINE))
    known = {(old.value, new.value) for old, news in EDGES.items() for new in news}
    assert {(a.replace("_", "-"), b.replace("_", "-")) for a, b in drawn} == known
