"""What was worked on and with: projects, machines, user agents; and tables that are the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from aw_server.compat.wakatime import agents, beats, tables
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.columns import Seen
from aw_server.compat.wakatime.errors import NoSuchThing
from aw_server.compat.wakatime.facts import UNKNOWN_PROJECT, Fact
from aw_server.compat.wakatime.people import paging

Shape = dict[str, Any]

# When the tables of this file were made: they change with releases only.
_TABLES_SINCE = "2026-01-01T00:00:00Z"
_PAGE = 100


def projects(call: Call) -> tuple[Shape, int]:
    """Projects with any heartbeat, the one used last first; `q` filters by a part of the name."""
    wanted = (call.args.get("q") or "").lower()
    found = sorted(_projects(call).items(), key=lambda entry: (-entry[1][1], entry[0]))
    rows = [project_shape(call, name, *when) for name, when in found if wanted in name.lower()]
    page = max(1, call.number("page", 1))
    return {"data": rows[(page - 1) * _PAGE : page * _PAGE], **paging(page, len(rows), _PAGE)}, 200


def project(call: Call, project: str) -> tuple[Shape, int]:
    """One project by its name or id. Raises NoSuchThing."""
    for name, when in _projects(call).items():
        if project in (name, beats.stable_id("project", name)):
            return {"data": project_shape(call, name, *when)}, 200
    raise NoSuchThing("there is no such project")


def project_shape(call: Call, name: str, first_us: int, last_us: int) -> Shape:
    """A project; badge, clients, colour and repository are what the owner set."""
    chosen: Mapping[str, Any] = call.profile.projects.get(name, {})
    clients = chosen.get("clients")
    return {
        "id": beats.stable_id("project", name),
        "name": name,
        "repository": beats.text(chosen.get("repository")),
        "badge": beats.text(chosen.get("badge")),
        "color": beats.text(chosen.get("color")),
        "clients": [str(client) for client in clients] if isinstance(clients, list) else [],
        "has_public_url": chosen.get("has_public_url") is True,
        "human_readable_last_heartbeat_at": fmt.since(last_us, call.now_us),
        "last_heartbeat_at": fmt.iso(last_us),
        "human_readable_first_heartbeat_at": fmt.since(first_us, call.now_us),
        "first_heartbeat_at": fmt.iso(first_us),
        "url": f"/projects/{quote(name, safe='')}",
        "urlencoded_name": quote(name, safe=""),
        "created_at": fmt.iso(first_us),
    }


def machine_names(call: Call) -> tuple[Shape, int]:
    """Machines that sent heartbeats."""
    zones = _machine_zones(call)
    rows = [
        {
            "id": beats.stable_id("machine", name),
            "name": name,
            "value": name,
            "ip": None,
            "last_seen_at": fmt.iso(last),
            "timezone": zones.get(name) or call.profile.zone.key,
            "created_at": fmt.iso(first),
        }
        for name, (first, last) in _by(call, lambda fact: fact.machine).items()
    ]
    return {"data": rows, "total": len(rows), "total_pages": 1}, 200


def user_agents(call: Call) -> tuple[Shape, int]:
    """Every User-Agent that sent heartbeats."""
    rows = []
    for value, (first, last) in _by(call, lambda fact: fact.agent).items():
        agent = agents.parse(value)
        rows.append(
            {
                "id": beats.stable_id("user agent", value),
                "value": value,
                "editor": agent.editor,
                "version": agent.plugin_version,
                "os": agent.os,
                "last_seen_at": fmt.iso(last),
                "is_browser_extension": agent.is_browser_extension,
                "is_desktop_app": agent.is_desktop_app,
                "cli": agent.cli,
                "created_at": fmt.iso(first),
            }
        )
    return {"data": rows, "total": len(rows), "total_pages": 1}, 200


def editors(call: Call) -> tuple[Shape, int]:
    """Editors that have a plug-in, with the newest version of it that sent anything here."""
    unreleased = call.flag("unreleased", False)
    versions = _plugin_versions(call) if call.identity.may("read_heartbeats") else {}
    return {"data": [editor_shape(e, versions) for e in tables.EDITORS if e.released or unreleased]}, 200


def editor_shape(editor: tables.Editor, versions: Mapping[str, str]) -> Shape:
    """One editor. Nothing is fetched from anywhere, so addresses of versions are not known."""
    repository = f"https://github.com/wakatime/{editor.plugin}"
    return {
        "id": beats.stable_id("editor", editor.name),
        "name": editor.name,
        "color": editor.colour,
        "website": None,
        "repository": repository if editor.released else None,
        "version": versions.get(editor.name),
        "version_url": None,
        "history_url": None,
        "released": editor.released,
        "hidden": editor.hidden,
    }


def program_languages(call: Call) -> tuple[Shape, int]:
    """Languages that files are recognised as."""
    rows = [
        {
            "id": beats.stable_id("language", language.name),
            "name": language.name,
            "color": language.colour,
            "is_verified": True,
            "created_at": _TABLES_SINCE,
            "modified_at": _TABLES_SINCE,
        }
        for language in tables.LANGUAGES
    ]
    return {"data": rows, "total": len(rows), "total_pages": 1}, 200


def meta(call: Call) -> tuple[Shape, int]:
    """Where this server is: here."""
    here = ["127.0.0.1", "::1"]
    return {
        "data": {
            "ip_descriptions": {
                "api": "This computer: the API answers on its loopback addresses.",
                "website": "This computer: so does the web page.",
                "worker": "Nothing connects to you from outside.",
            },
            "ips": {"api": here, "website": here, "worker": []},
            "last_modified_at": _TABLES_SINCE,
        }
    }, 200


def _projects(call: Call) -> dict[str, tuple[int, int]]:
    found = _by(call, lambda fact: fact.project)
    found.pop(UNKNOWN_PROJECT, None)
    return found


def _by(call: Call, name_of: Callable[[Fact], str | None]) -> dict[str, tuple[int, int]]:
    """First and last moment by a name, in the order of first moments."""
    found: dict[str, tuple[int, int]] = {}
    for seen in _seen(call):
        name = name_of(seen.fact)
        if name is not None:
            first, last = found.get(name, (seen.first, seen.last))
            found[name] = min(first, seen.first), max(last, seen.last)
    return found


def _seen(call: Call) -> list[Seen]:
    return call.services.engine.seen()


def _machine_zones(call: Call) -> dict[str, str]:
    """The zone that came with each machine's first heartbeat."""
    zones: dict[str, str] = {}
    for stored in call.services.store.first_of_each():
        zone = beats.text(stored.event.data.get("_timezone"))
        if zone:
            zones[stored.machine] = zone
    return zones


def _plugin_versions(call: Call) -> dict[str, str]:
    """The version of the plug-in heard of last, by editor."""
    newest: dict[str, tuple[int, str]] = {}
    for value, (_, last) in _by(call, lambda fact: fact.agent).items():
        agent = agents.parse(value)
        if agent.plugin_version and last >= newest.get(agent.editor, (0, ""))[0]:
            newest[agent.editor] = last, agent.plugin_version
    return {editor: version for editor, (_, version) in newest.items()}
