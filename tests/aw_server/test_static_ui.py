"""The web UI's files at `/`, the page without them, and that the API's paths stay the API's."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aw_server import exceptions, static_ui


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "static"
    place.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    return place


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    app = Flask("aw_server_test", static_folder=None)
    app.url_map.strict_slashes = False
    exceptions.install(app, lambda error: exceptions.failed(error, lambda: None))

    @app.get("/api/0/info")
    def info() -> str:
        return "{}"

    static_ui.install(app, folder)
    return app.test_client()


def build(folder: Path) -> None:
    (folder / "index.html").write_text("<title>The UI</title>")
    (folder / "favicon.ico").write_bytes(b"icon")
    (folder / "assets").mkdir()
    (folder / "assets" / "app-12ab.js").write_text("1")


def test_without_a_build_a_page_that_helps(client: FlaskClient) -> None:
    reply = client.get("/")
    assert (reply.status_code, reply.mimetype) == (200, "text/html")
    assert "make webui" in reply.text
    assert "/api/0/info" in reply.text


def test_a_build_appears_on_reload(client: FlaskClient, folder: Path) -> None:
    client.get("/")
    build(folder)
    assert "The UI" in client.get("/", buffered=True).text
    assert client.head("/", buffered=True).data == b""
    assert client.get("/favicon.ico", buffered=True).data == b"icon"
    script = client.get("/assets/app-12ab.js", buffered=True)
    assert script.mimetype == "text/javascript"
    assert "max-age=31536000" in script.headers["Cache-Control"]
    assert "no-cache" in client.get("/", buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize("takes", ["gzip, br", "identity", ""])
def test_what_is_kept_as_gzip_reads_the_same_for_everybody(client: FlaskClient, folder: Path, takes: str) -> None:
    build(folder)
    (folder / "assets" / "large-12ab.css.gz").write_bytes(gzip.compress(b"body{}", mtime=0))
    reply = client.get("/assets/large-12ab.css", headers={"Accept-Encoding": takes}, buffered=True)
    assert (reply.status_code, reply.mimetype, reply.headers["Vary"]) == (200, "text/css", "Accept-Encoding")
    assert "max-age=31536000" in reply.headers["Cache-Control"]
    assert ("Content-Encoding" in reply.headers) == takes.startswith("gzip")
    assert (gzip.decompress(reply.data) if "Content-Encoding" in reply.headers else reply.data) == b"body{}"
    assert client.get("/assets/../../secret.txt").status_code == 404


def test_no_other_host_and_no_frame(client: FlaskClient, folder: Path) -> None:
    build(folder)
    for path in ("/", "/favicon.ico"):
        policy = client.get(path, buffered=True).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "http" not in policy


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt", "/%2fsecret.txt"]
)
def test_nothing_outside_the_folder(client: FlaskClient, folder: Path, path: str) -> None:
    build(folder)
    reply = client.get(path)
    assert reply.status_code == 404
    assert b"secret" not in reply.data


def test_unknown_files_are_404_in_json(client: FlaskClient, folder: Path) -> None:
    build(folder)
    for path in ("/nowhere.js", "/assets", "/assets/"):
        reply = client.get(path)
        assert (reply.status_code, reply.content_type) == (404, "application/json")


def test_the_apis_paths_are_not_the_uis(client: FlaskClient) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert client.open("/api/0/unknown", method=method).status_code == 404
        assert client.open("/api", method=method).status_code == 404
        assert client.open("/pages/unknown", method=method).status_code == 404
    assert client.patch("/api/0/info").status_code == 405
    assert client.post("/").status_code == 405
