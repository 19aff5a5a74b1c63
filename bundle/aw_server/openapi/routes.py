"""The three routes of the API's description; the documents are made at their first request and kept as bytes."""

from __future__ import annotations

import functools
from pathlib import Path

from flask import Blueprint, Response, current_app, send_from_directory

from aw_server import jsonfmt
from aw_server.exceptions import NotFound
from aw_server.static_ui import framed

PLAYGROUND = "playground"


def create_blueprint(static_folder: Path) -> Blueprint:
    """The routes; `static_folder` is where the web UI is built, with the API browser's files in `playground`."""
    blueprint = Blueprint("openapi", __name__)

    @functools.cache
    def openapi_text() -> bytes:
        from aw_server.openapi.document import build

        return jsonfmt.dumps(build(current_app.url_map))

    @functools.cache
    def swagger_text() -> bytes:
        from aw_server.openapi.swagger2 import convert

        return jsonfmt.dumps(convert(jsonfmt.loads(openapi_text())))

    @blueprint.get("/api/openapi.json")
    def openapi() -> Response:
        """The description in OpenAPI 3.1."""
        return jsonfmt.body_response(openapi_text())

    @blueprint.get("/api/swagger.json")
    def swagger() -> Response:
        """The same in Swagger 2.0, for older tools."""
        return jsonfmt.body_response(swagger_text())

    @blueprint.get("/api/")
    def browser() -> Response:
        """The page on which the API can be read and tried out."""
        place = static_folder / PLAYGROUND
        if not (place / "index.html").is_file():
            raise NotFound(
                "NotBuilt", "The API browser is built with the web UI, by `make webui` in the source folder."
            )
        return framed(send_from_directory(place, "index.html", max_age=0))

    return blueprint
