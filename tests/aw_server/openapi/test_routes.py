"""The three routes: what they answer, to whom, and that nothing of them is loaded before."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.config import ServerSettings
from aw_server.server import create_app
from tests.support.programs import ROOT, program_env

PLAYGROUND = ROOT / "bundle" / "aw-webui" / "playground"
PATHS = ["/api/", "/api", "/api/openapi.json", "/api/swagger.json"]


@pytest.fixture
def static(tmp_path: Path) -> Path:
    place = tmp_path / "static"
    (place / "playground").mkdir(parents=True)
    (place / "playground" / "index.html").write_text("<title>The API browser</title>")
    (place / "playground" / "start.js").write_text("1")
    return place


@pytest.fixture
def client(static: Path) -> Iterator[FlaskClient]:
    db = Datastore(MemoryStorage, testing=False)
    app = create_app(ServerSettings(static_folder=static), db)
    yield app.test_client()
    app.api.close()
    db.close()


def test_the_documents(client: FlaskClient) -> None:
    openapi = client.get("/api/openapi.json")
    assert (openapi.status_code, openapi.mimetype) == (200, "application/json")
    assert openapi.get_json()["openapi"] == "3.1.0"
    assert client.get("/api/openapi.json").data == openapi.data
    swagger = client.get("/api/swagger.json")
    assert (swagger.status_code, swagger.mimetype) == (200, "application/json")
    assert swagger.get_json()["swagger"] == "2.0"


@pytest.mark.parametrize("path", ["/api/", "/api"])
def test_the_browser_in_both_slash_forms(client: FlaskClient, path: str) -> None:
    page = client.get(path, buffered=True)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "The API browser" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert "http" not in policy
    assert client.get("/playground/start.js", buffered=True).headers["Content-Security-Policy"] == policy


def test_without_a_build_a_sentence_and_still_the_documents(client: FlaskClient, static: Path) -> None:
    (static / "playground" / "index.html").unlink()
    page = client.get("/api/")
    assert page.status_code == 404
    assert "make webui" in page.get_json()["message"]
    assert client.get("/api/openapi.json").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_the_guards_of_the_api_hold_here_too(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Host": "evil.example"}).status_code == 400
    assert client.get(path, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.get(path, headers={"Origin": "null"}).status_code == 403
    assert client.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    # A post to the bare address comes from an editor plug-in, which needs a key.
    assert client.post(path, json={}).status_code in (401, 404, 405)


def test_the_page_names_no_other_host_and_holds_no_script(client: FlaskClient) -> None:
    texts = {path.name: path.read_text() for path in PLAYGROUND.iterdir()}
    assert {"index.html", "start.js"} <= set(texts)
    for name, text in texts.items():
        assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text) == [], name
    page = texts["index.html"]
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert re.findall(r"\son\w+=|style=", page) == []
    for address in re.findall(r"(?:src|href)=\"([^\"]*)\"", page):
        assert address.startswith("/") and not address.startswith("//"), address


def test_nothing_of_the_description_is_loaded_at_start() -> None:
    script = (
        "import sys; from aw_server.server import create_app; app = create_app('localhost', True);"
        "app.test_client().get('/api/0/info'); app.api.close();"
        "print(sorted(name for name in sys.modules if name.startswith('aw_server.openapi')))"
    )
    done = subprocess.run([sys.executable, "-c", script], env=program_env(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['aw_server.openapi', 'aw_server.openapi.routes']"
