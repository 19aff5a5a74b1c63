"""The content guard: only JSON may be sent to the API."""

from typing import Any

import pytest

from aw_server.guards.content import acceptable


def environ(kind: str | None, path: str = "/api/0/buckets/x", length: str = "2", **more: str) -> dict[str, Any]:
    head = {} if kind is None else {"CONTENT_TYPE": kind}
    return {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_LENGTH": length, **head, **more}


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/json;", "application/ld+json"]
)
def test_json_passes(kind: str) -> None:
    assert acceptable(environ(kind))


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "text/json",
    ],
)
def test_other_bodies_are_refused(kind: str | None) -> None:
    assert not acceptable(environ(kind))
    assert not acceptable(environ(kind, length="", HTTP_TRANSFER_ENCODING="chunked"))


def test_a_request_without_body_needs_no_type() -> None:
    assert acceptable(environ(None, length="0"))
    assert acceptable(environ(None, length=""))
    assert acceptable({"REQUEST_METHOD": "DELETE", "PATH_INFO": "/api/0/buckets/x"})


def test_uploads_go_to_the_import_route_only() -> None:
    upload = "multipart/form-data; boundary=x"
    assert acceptable(environ(upload, "/api/0/import"))
    assert acceptable(environ(upload, "/api/0/import/"))
    assert not acceptable(environ(upload, "/api/0/import/more"))
    assert not acceptable(environ("text/plain", "/api/0/import"))


def test_other_paths_are_not_the_guards_business() -> None:
    assert acceptable(environ("text/plain", "/somewhere"))
