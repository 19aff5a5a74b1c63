"""What a stored heartbeat says about the time after it: one value for each dimension that is summed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from aw_server.compat.wakatime import agents, beats, tables

UNKNOWN_PROJECT: Final = "Unknown Project"
UNKNOWN_BRANCH: Final = "Unknown Branch"
UNKNOWN_MACHINE: Final = "Unknown Machine"


class Fact(NamedTuple):
    """Names as they are shown. `agent` is the User-Agent behind editor and system, None where there is none.

    `path` is the house's own category from the top down, of what other watchers saw; empty where there is none.
    """

    project: str
    language: str
    branch: str
    category: str
    editor: str
    os: str
    machine: str
    entity: str
    dependencies: tuple[str, ...]
    is_write: bool
    agent: str | None
    path: tuple[str, ...] = ()


def fact_of(data: Mapping[str, Any], machine: str) -> Fact:
    """The fact of a heartbeat that was sent from `machine`."""
    entity = beats.text(data.get("entity")) or ""
    agent = agent_of(data)
    told = agents.parse(agent or "")
    return Fact(
        project=_resolved(data, "project") or UNKNOWN_PROJECT,
        language=language_of(data) or tables.OTHER,
        branch=_resolved(data, "branch") or UNKNOWN_BRANCH,
        category=tables.category_name(beats.category(data)),
        editor=_named(data, "editor", told.editor),
        os=_named(data, "operating_system", told.os),
        machine=machine or UNKNOWN_MACHINE,
        entity=entity,
        dependencies=beats.names(data.get("dependencies")),
        is_write=beats.truth(data.get("is_write")),
        agent=agent,
    )


def agent_of(data: Mapping[str, Any]) -> str | None:
    """The User-Agent that sent it: the beat's own wins, as queues hold beats of several editors."""
    for key in ("user_agent", "plugin", "_user_agent_header"):
        found = beats.text(data.get(key))
        if found:
            return found
    return None


def project_of(data: Mapping[str, Any]) -> str | None:
    """The project, None where there is none."""
    return _resolved(data, "project")


def branch_of(data: Mapping[str, Any]) -> str | None:
    """The branch, None where there is none."""
    return _resolved(data, "branch")


def language_of(data: Mapping[str, Any]) -> str | None:
    """The language as sent, else by the file's ending, None where neither tells."""
    sent = _resolved(data, "language")
    if sent is None and beats.kind(data) == "file":
        return tables.language_of(beats.text(data.get("entity")) or "")
    return sent


def _resolved(data: Mapping[str, Any], key: str) -> str | None:
    """What was sent, or what stands in for a placeholder that was sent."""
    value = data.get(key)
    if type(value) is str and value[:2] != "<<":
        return value.strip() or None
    return beats.text(data.get(f"_{key}") if beats.is_placeholder(value) else value)


def _named(data: Mapping[str, Any], key: str, told: str) -> str:
    """A few senders name editor and system themselves."""
    return beats.text(data.get(key)) or told
