"""What each route asks of its caller. A route that is not named here needs every right: nothing is open by mistake."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, cast

from flask import request

from aw_server.exceptions import Forbidden, Unauthorized
from aw_server.guards.keys import ASKER, CHALLENGE, NOBODY, Asker
from aw_server.keys import NOTHING

if TYPE_CHECKING:
    from flask import Flask


class Need(Enum):
    """What a route needs."""

    NOTHING = "nothing: it is open, or asks for a key of its own kind itself"
    READ = "read"
    APPEND = "append to the bucket in the path"
    RULES = "read, or append to any bucket: whoever records has to know what may not be recorded"
    ADMIN = "admin"


# The web UI's own files and the API's description say nothing about anybody.
_OPEN = {
    "start_page",
    "ui_file",
    "openapi.openapi",
    "openapi.swagger",
    "openapi.browser",
    "rest.info_get",
    "rest.sessions_accept",
}
_READ = {
    "rest.buckets_listing",
    "rest.buckets_show",
    "rest.events_listing",
    "rest.events_count",
    "rest.events_show",
    "rest.transfer_export_all",
    "rest.transfer_export_bucket",
    "rest.query_answer",
    "rest.today_get",
    "rest.productivity_get",
    "rest.zones_listing",
    "rest.settings_get",
    "rest.pause_show",
    "rest.focus_show",
    "rest.modules_listing",
    "pages.names",
    "pages.without_slash",
    "pages.page",
}
_APPEND = {"rest.buckets_create", "rest.events_create", "rest.heartbeats_create"}
NEEDS = dict.fromkeys(_OPEN, Need.NOTHING) | dict.fromkeys(_READ, Need.READ) | dict.fromkeys(_APPEND, Need.APPEND)
NEEDS["rest.privacy_in_force"] = Need.RULES
OWN_KEYS: set[str] = {"compat"}
"""The blueprints of other APIs, which ask for keys of their own kinds."""


def install(app: Flask) -> None:
    """Have every request of `app` looked at once its route is known: by what the route itself understood."""
    app.before_request(_permit)


def current_asker() -> Asker:
    """Who makes this request."""
    return cast(Asker, request.environ.get(ASKER, NOBODY))


def need_of(endpoint: str) -> Need:
    """What a route needs."""
    if endpoint.partition(".")[0] in OWN_KEYS:
        return Need.NOTHING
    return NEEDS.get(endpoint, Need.ADMIN)


def _permit() -> None:
    """Raises Unauthorized without a key, Forbidden with one that may not do this."""
    asker = current_asker()
    rights = asker.rights
    # Without an endpoint nothing is there, which is said to everybody; OPTIONS only lists methods.
    if rights.admin or request.endpoint is None or request.method == "OPTIONS":
        return
    need = need_of(request.endpoint)
    if need is Need.NOTHING or (need is Need.READ and rights.read):
        return
    if need is Need.APPEND and rights.may_append((request.view_args or {}).get("bucket_id", "")):
        return
    if need is Need.RULES and (rights.read or rights.append):
        return
    if rights is NOTHING:
        raise Unauthorized("KeyNeeded", "This needs an access key: Authorization: Bearer <key>.", headers=CHALLENGE)
    raise Forbidden("NotAllowed", "This key may not do that.")
