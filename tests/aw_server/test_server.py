"""The application factory: the parts together, both slash forms, the ecosystem's call shapes, the guards in place."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_core.instance import prove
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server import server
from aw_server.config import ServerSettings
from aw_server.server import AWFlask, create_app
from tests.support.programs import program_env


@pytest.fixture
def app() -> Iterator[AWFlask]:
    db = Datastore(MemoryStorage)
    application = create_app(ServerSettings(storage="memory"), db)
    yield application
    application.api.close()
    db.close()


def close(app: AWFlask) -> None:
    app.api.close()
    app.api.db.close()


def test_info_in_both_slash_forms_and_with_proof(app: AWFlask) -> None:
    client = app.test_client()
    for path in ("/api/0/info", "/api/0/info/"):
        reply = client.get(path)
        assert reply.status_code == 200
        assert reply.content_type == "application/json"
        assert set(reply.json) == {"hostname", "version", "testing", "device_id", "notices", "damage"}
    proof = client.get("/api/0/info?nonce=abc").json["proof"]
    assert proof == prove(app.config["AW_INSTANCE_SECRET"], "abc")


def test_two_servers_have_two_secrets(app: AWFlask) -> None:
    other = AWFlask("localhost", True)
    assert other.config["AW_INSTANCE_SECRET"] != app.config["AW_INSTANCE_SECRET"]
    assert len(other.config["AW_INSTANCE_SECRET"]) >= 32
    close(other)


def test_a_bucket_from_end_to_end(app: AWFlask) -> None:
    client = app.test_client()
    body = {"client": "c", "type": "t", "hostname": "h"}
    assert client.post("/api/0/buckets/b", json=body).status_code == 200
    again = client.post("/api/0/buckets/b", json=body)
    assert (again.status_code, again.data, again.content_type) == (304, b"", None)
    beat = {"timestamp": datetime(2024, 5, 1, tzinfo=UTC), "duration": 0, "data": {"a": 1}}
    reply = client.post("/api/0/buckets/b/heartbeat?pulsetime=5", json=beat)
    assert (reply.status_code, reply.json["data"]) == (200, {"a": 1})
    assert client.get("/api/0/buckets").json.keys() == client.get("/api/0/buckets/").json.keys() == {"b"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PATCH", "/api/0/info", 405),
        ("POST", "/api/0/info", 405),
        ("GET", "/api/0/unknown", 404),
        ("POST", "/api/0/unknown", 404),
        ("GET", "/api/0/", 404),
        ("GET", "/api/1/info", 404),
        ("GET", "/api//0/info", 404),
        ("POST", "/api/0/buckets/x%2fy/heartbeat", 404),
    ],
)
def test_the_api_never_answers_in_html(app: AWFlask, method: str, path: str, status: int) -> None:
    reply = app.test_client().open(path, method=method)
    assert (reply.status_code, reply.content_type) == (status, "application/json")
    assert reply.json["message"]
    if status == 405:
        assert {"GET", "HEAD", "OPTIONS"} <= set(reply.headers["Allow"].split(", "))


def test_head_and_options_are_automatic(app: AWFlask) -> None:
    head = app.test_client().head("/api/0/info")
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) > 10
    options = app.test_client().options("/api/0/info")
    assert options.status_code == 200
    assert "GET" in options.headers["Allow"]


def test_the_guards_are_in_place(app: AWFlask) -> None:
    client = app.test_client()
    assert client.get("/api/0/info", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/api/0/info", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/0/buckets/b", data="{}").status_code == 415
    assert client.get("/api/0/buckets/").json == {}


def test_an_extension_creates_its_bucket_only(app: AWFlask) -> None:
    client = app.test_client()
    origin = {"Origin": "moz-extension://0f9e5a3c-1b2d-4e5f-8a9b-0c1d2e3f4a5b"}
    body = {"client": "aw-client-web", "type": "web.tab.current", "hostname": "h"}
    good = client.post("/api/0/buckets/aw-watcher-web-firefox_h", json=body, headers=origin)
    assert good.status_code == 200
    assert good.headers["Access-Control-Allow-Origin"] == origin["Origin"]
    assert client.post("/api/0/buckets/aw-watcher-window_h", json=body, headers=origin).status_code == 403
    assert list(client.get("/api/0/buckets/").json) == ["aw-watcher-web-firefox_h"]


def test_cors_origins_and_custom_pages_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    app = AWFlask("localhost", False, cors_origins=["https://a.example"], custom_static={"mine": str(tmp_path)})
    client = app.test_client()
    reply = client.get("/api/0/info", headers={"Origin": "https://a.example"})
    assert reply.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert client.get("/pages/mine/", buffered=True).text == "mine"
    close(app)


@pytest.mark.parametrize(
    ("make", "testing"),
    [
        (lambda: AWFlask("127.0.0.1", testing=True), True),
        (lambda: AWFlask("127.0.0.1", False, MemoryStorage), False),
        (lambda: create_app("127.0.0.1"), True),
        (lambda: create_app("127.0.0.1", False), False),
        (lambda: create_app("127.0.0.1", testing=False, storage_method=MemoryStorage), False),
        (lambda: create_app(host="127.0.0.1", cors_origins=[], custom_static={}), True),
    ],
)
def test_the_ecosystems_call_shapes(make: Any, testing: bool) -> None:
    app = make()
    info = app.test_client().get("/api/0/info")
    assert info.json["testing"] is testing
    assert (b"\n    " in info.data) is testing, "pretty in testing mode only"
    assert app.settings.port == (5666 if testing else 5600)
    close(app)


def test_a_missing_ui_is_explained(tmp_path: Path) -> None:
    app = AWFlask("localhost", static_folder=tmp_path)
    assert "make webui" in app.test_client().get("/").text
    close(app)


def test_nothing_heavy_is_imported() -> None:
    """What a start must not pay for: it shows in every cold start."""
    code = "import sys, aw_server.main, aw_server.server, aw_server.serve; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], env=program_env(), capture_output=True, text=True, check=True)
    # click is missing here: Flask itself imports it.
    heavy = {"jsonschema", "requests", "psutil", "tomlkit", "numpy", "PyQt5", "aw_client"}
    assert heavy & set(run.stdout.split()) == set()


def test_the_package_names_its_version() -> None:
    import aw_server

    assert aw_server.__version__.count(".") == 2
    assert server.AWFlask.__doc__
