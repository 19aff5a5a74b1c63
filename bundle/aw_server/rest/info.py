"""`/api/0/info`: who this server is."""

from __future__ import annotations

from flask import Response, current_app, request

from aw_core.instance import prove
from aw_server import jsonfmt
from aw_server.keys import NOTHING
from aw_server.rest.permission import current_asker
from aw_server.rest.request import Route, current_api


def get() -> Response:
    """With `?nonce=` the answer proves that this server belongs to the instance record beside its data."""
    info = current_api().get_info()
    asker = current_asker()
    if asker.rights is NOTHING and not asker.own:
        # Open to all, so that a program can tell what answers here; whose computer it is, it is not told.
        info |= {"hostname": "", "device_id": "", "notices": [], "damage": None}
    nonce = request.args.get("nonce")
    if nonce is not None:
        info["proof"] = prove(current_app.config["AW_INSTANCE_SECRET"], nonce)
    return jsonfmt.response(info)


ROUTES: list[Route] = [("/info", ["GET"], get)]
