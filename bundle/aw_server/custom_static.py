"""The user's own visualisations: `name=directory` pairs, served under /pages (REST contract 1.14)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from aw_server import jsonfmt
from aw_server.exceptions import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Blueprint
    from werkzeug import Response


def parse_pairs(text: str) -> dict[str, str]:
    """`"one=/a,two=/b"` as a mapping. Raises ValueError, naming the pair, when one is not `name=directory`."""
    pairs: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, equals, folder = (part.strip() for part in pair.partition("="))
        if not (name and equals and folder) or "/" in name:
            raise ValueError(f'"{pair}" is not of the form name=directory')
        pairs[name] = folder
    return pairs


def create_pages(folders: Mapping[str, str]) -> Blueprint:
    """The routes: `/pages/` lists the names, `/pages/<name>/[path]` serves files; nothing outside a folder."""
    from flask import Blueprint, redirect, request, send_from_directory

    pages = Blueprint("pages", __name__)
    places = {name: Path(folder).expanduser().absolute() for name, folder in folders.items()}

    @pages.get("/pages/")
    def names() -> Response:
        return jsonfmt.response(list(places))

    @pages.get("/pages/<name>", strict_slashes=True)
    def without_slash(name: str) -> Response:
        # The page's relative links need the slash: here a redirect is right. The query goes along.
        query = request.query_string.decode("latin-1")
        return redirect(f"/pages/{quote(name, safe='')}/" + (f"?{query}" if query else ""), 308)

    @pages.get("/pages/<name>/")
    @pages.get("/pages/<name>/<path:path>")
    def page(name: str, path: str = "index.html") -> Response:
        if name not in places:
            raise NotFound("NoSuchPage", f'There is no custom visualisation "{name}".')
        return send_from_directory(places[name], path)

    return pages
