"""The addresses at which guests answer. What lies behind is loaded at the first request to one of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, current_app, request

from aw_server.api import ServerAPI

if TYPE_CHECKING:
    from aw_server.compat.rescuetime import Rescuetime
    from aw_server.compat.wakatime import Wakatime

_GUEST: Final = "AW_WAKATIME"
_RESCUETIME: Final = "AW_RESCUETIME"
_LOCK: Final = threading.Lock()
_ALL = ["GET", "POST", "PUT", "PATCH", "DELETE"]

# Where editor plug-ins may have been told to send to: the service's own prefix, and those of servers like ours.
# The longest first: what follows the mount is looked up in the guest's own table of routes.
WAKATIME_MOUNTS = ("/api/compat/wakatime/v1", "/api/hackatime/v1", "/api/v1")
# Beside our own `/api/0`, so only these names under the bare `/api`.
WAKATIME_BARE = (
    *("/api/users/<path:_>", "/api/heartbeat", "/api/heartbeats", "/api/plugins/<path:_>"),
    *("/api/badge/<path:_>", "/api/compat/shields/v1/<path:_>"),
)

# And what the service has outside of its API.
WAKATIME_PAGES = ("/oauth/<path:_>", "/share/<path:_>", "/badge/<path:_>")

RESCUETIME_MOUNTS = ("/anapi", "/api/oauth")


def create_blueprint() -> Blueprint:
    """All addresses of all guests. The app's config has to hold the ServerAPI as `AW_API`."""
    blueprint = Blueprint("compat", __name__)
    rules = [*WAKATIME_BARE, *WAKATIME_PAGES]
    for mount in WAKATIME_MOUNTS:
        rules += [mount, f"{mount}/<path:_>"]
    for rule in rules:
        blueprint.add_url_rule(rule, "wakatime", _wakatime, methods=_ALL, strict_slashes=False)
    # Old plug-ins post to exactly what they were given as the address of the service.
    blueprint.add_url_rule("/api", "wakatime", _wakatime, methods=["POST"], strict_slashes=False)
    for mount in RESCUETIME_MOUNTS:
        blueprint.add_url_rule(
            f"{mount}/<path:_>", "rescuetime", _rescuetime, methods=["GET", "POST"], strict_slashes=False
        )
    return blueprint


def _rescuetime(_: str) -> Response:
    """Hand the request to the guest, without the mount in front of its path."""
    guest: Rescuetime | None = current_app.config.get(_RESCUETIME)
    if guest is None:
        from aw_server.compat.rescuetime import Rescuetime

        with _LOCK:
            guest = current_app.config.setdefault(_RESCUETIME, Rescuetime(current_app.config["AW_API"]))
    mount = next(mount for mount in RESCUETIME_MOUNTS if _under(request.path, mount))
    return guest.answer(request.path[len(mount) :].rstrip("/"))


def _wakatime(_: str = "") -> Response:
    """Hand the request to the guest, without the mount in front of its path."""
    bare = "/api" if _under(request.path, "/api") else ""
    mount = next((mount for mount in WAKATIME_MOUNTS if _under(request.path, mount)), bare)
    guest: Wakatime | None = current_app.config.get(_GUEST)
    return (guest or _welcome()).answer(request.path[len(mount) :] or "/")


def _welcome() -> Wakatime:
    """Load the guest; of two first requests at once, both get the same."""
    from aw_server.compat.wakatime import Wakatime

    api = cast(ServerAPI, current_app.config["AW_API"])
    with _LOCK:
        guest: Wakatime = current_app.config.setdefault(_GUEST, Wakatime(api))
    return guest


def _under(path: str, mount: str) -> bool:
    return path == mount or path.startswith(f"{mount}/")
