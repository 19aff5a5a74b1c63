"""The web UI's files at `/`, and a page that helps when they have not been built (REST contract 1.13)."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.routing import PathConverter

if TYPE_CHECKING:
    from flask import Flask, Response

# Only our own files, nothing from other hosts; no foreign page may put ours into a frame.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_YEAR = 365 * 24 * 3600
_NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ActivityWatch</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:4em auto;padding:0 1em}</style>
<h1>The server runs; the web UI is not built yet</h1>
<p>This copy was started from its source. In the source folder, <code>make webui</code> builds the pages;
then reload this one.</p>
<p>Recording does not need them. The API answers at <a href="/api/0/info">/api/0/info</a>.</p>
</html>
"""


class UiPath(PathConverter):
    """A path of the web UI: anything that belongs to no API. So a wrong API path stays a plain 404 and a wrong method
    on a right one a 405."""

    regex = r"(?!api(?:/|$)|pages(?:/|$))[^/].*?"


def install(app: Flask, folder: Path, opened: Callable[[], None] = lambda: None) -> None:
    """Serve `folder` at `/`. Its files are looked for at each request, so a UI built later appears on reload.

    `opened` is called when somebody opens it.
    """
    from flask import Response, send_from_directory

    app.url_map.converters["ui_path"] = UiPath

    @app.get("/")
    def start_page() -> Response:
        if not (folder / "index.html").is_file():
            return framed(Response(_NOT_BUILT, mimetype="text/html"))
        opened()
        return framed(send_from_directory(folder, "index.html", max_age=0))

    @app.get("/<ui_path:path>")
    def ui_file(path: str) -> Response:
        # The build puts a hash of the content into the names of these.
        age = _YEAR if path.startswith("assets/") else 0
        return framed(_packed(folder, path, age) or send_from_directory(folder, path, max_age=age))


def _packed(folder: Path, path: str, age: int) -> Response | None:
    """The file that the build keeps only as gzip (`name.gz` for `name`), unpacked for the few that do not take gzip;
    None when `name` is there as it is, or not at all."""
    from flask import Response, request, send_from_directory
    from werkzeug.security import safe_join

    place = safe_join(str(folder), f"{path}.gz")
    if place is None or not Path(place).is_file():
        return None
    kind = mimetypes.guess_type(path)[0]
    if request.accept_encodings["gzip"]:
        response = send_from_directory(folder, f"{path}.gz", mimetype=kind, max_age=age)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(gzip.decompress(Path(place).read_bytes()), mimetype=kind)
        response.cache_control.max_age = age
    response.vary.add("Accept-Encoding")
    return response


def framed(response: Response) -> Response:
    """The response with the rules under which a page of ours may act."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
