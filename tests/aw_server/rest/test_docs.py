"""The page about the REST API names every route, and no route that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from aw_server.server import AWFlask

PAGE = Path(__file__).parents[3] / "docs" / "rest-api.md"


def test_the_page_and_the_routes_agree(application: AWFlask) -> None:
    routes = {
        f"{method} {re.sub(r'<[^>]*:', '<', rule.rule)}"
        for rule in application.url_map.iter_rules()
        if rule.rule.startswith("/api/0/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    headings = set(re.findall(r"^### `([A-Z]+ /api/0/[^`]*)`$", PAGE.read_text(), re.MULTILINE))
    assert len(routes) > 25
    assert headings == routes
