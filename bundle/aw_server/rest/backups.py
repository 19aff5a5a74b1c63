"""`/api/0/backups`: the copies of the database, when they are made, and one more now."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api


def listing() -> Response:
    """The plan, the folder, the copies newest first, and why the last one could not be made."""
    return jsonfmt.response(current_api().backups.state())


def make() -> Response:
    """Copy the database now; answers with the copy once it is verified. 409 while another is being made."""
    return jsonfmt.response(current_api().backups.ask())


ROUTES: list[Route] = [("/backups", ["GET"], listing), ("/backups", ["POST"], make)]
