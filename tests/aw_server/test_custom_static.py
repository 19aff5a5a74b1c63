"""Custom visualisations under /pages: served from their folder and from nowhere else."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aw_server import exceptions
from aw_server.custom_static import create_pages, parse_pairs


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    mine = tmp_path / "mine"
    (mine / "js").mkdir(parents=True)
    (mine / "index.html").write_text("<h1>Mine</h1>")
    (mine / "js" / "a.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    app = Flask("aw_server_test", static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    exceptions.install(app, lambda error: exceptions.failed(error, lambda: None))
    app.register_blueprint(create_pages({"mine": str(mine), "gone": str(tmp_path / "gone")}))
    return app.test_client()


def test_the_list_of_names(client: FlaskClient) -> None:
    for path in ("/pages/", "/pages"):
        reply = client.get(path)
        assert (reply.status_code, reply.json) == (200, ["mine", "gone"])


def test_a_pages_files(client: FlaskClient) -> None:
    assert "Mine" in client.get("/pages/mine/?hostname=box&start=2024-01-01", buffered=True).text
    assert client.get("/pages/mine/index.html", buffered=True).status_code == 200
    assert client.get("/pages/mine/js/a.js", buffered=True).data == b"1"


def test_without_the_slash_the_browser_is_sent_to_it(client: FlaskClient) -> None:
    """Its relative links would not work otherwise."""
    reply = client.get("/pages/mine?start=1&title=a%20b")
    assert (reply.status_code, reply.headers["Location"]) == (308, "/pages/mine/?start=1&title=a%20b")
    assert client.get("/pages/a%0Ab%25").headers["Location"] == "/pages/a%0Ab%25/"


@pytest.mark.parametrize(
    "path",
    [
        "/pages/other/",
        "/pages/mine/nowhere",
        "/pages/gone/",
        "/pages/mine/../../secret.txt",
        "/pages/mine/..%2f..%2fsecret.txt",
        "/pages/mine/%2e%2e/secret.txt",
        "/pages/../secret.txt",
        "/pages/mine//etc/passwd",
        "/pages/mine/%2fetc%2fpasswd",
        "/pages/mine/..\\secret.txt",
        "/pages/mine/js/%00",
    ],
)
def test_nothing_outside_the_folder(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.content_type) == (404, "application/json")
    assert b"secret" not in reply.data
    assert b"root:" not in reply.data


def test_pairs_of_the_flag() -> None:
    assert parse_pairs("a=/x, b=/y=z,") == {"a": "/x", "b": "/y=z"}
    assert parse_pairs("") == {}
    for wrong in ("a", "a=", "=x", "a/b=/x", "a=/x,b"):
        with pytest.raises(ValueError, match="name=directory"):
            parse_pairs(wrong)
