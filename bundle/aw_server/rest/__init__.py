"""The REST API v0: one resource a file, no behaviour here. Handlers read a request, ask ServerAPI, answer in JSON."""

from __future__ import annotations

from flask import Blueprint

from aw_server.rest import (
    about,
    apps,
    backups,
    buckets,
    categories,
    embeds,
    events,
    focus,
    goals,
    heartbeats,
    imports,
    info,
    keys,
    log,
    modules,
    pause,
    privacy,
    productivity,
    query,
    sessions,
    settings,
    today,
    transfer,
    webhooks,
    zones,
)
from aw_server.rest.compress import compressed
from aw_server.rest.request import current_api

PREFIX = "/api/0"
_RESOURCES = (
    *(info, about, buckets, events, heartbeats, transfer, imports, backups),
    *(settings, categories, privacy, pause, modules, query, today, zones, log, goals, keys, apps, embeds, productivity),
    *(sessions, webhooks, focus),
)


def create_blueprint() -> Blueprint:
    """All routes under `/api/0`, each in both slash forms. The app's config has to hold the ServerAPI as `AW_API`."""
    blueprint = Blueprint("rest", __name__, url_prefix=PREFIX)
    for resource in _RESOURCES:
        for path, methods, handler in resource.ROUTES:
            name = f"{resource.__name__.rpartition('.')[2]}_{handler.__name__}"
            blueprint.add_url_rule(path, name, handler, methods=methods, strict_slashes=False)
    blueprint.after_request(compressed)
    return blueprint


__all__ = ["PREFIX", "create_blueprint", "current_api"]
