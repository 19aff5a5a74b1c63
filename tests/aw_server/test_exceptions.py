"""Every error becomes a status and a JSON body, and says nothing about the inside."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aw_core.errors import AwError, StorageError
from aw_server import exceptions
from aw_server.exceptions import (
    ApiError,
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    ServiceUnavailable,
    Unauthorized,
    UnsupportedMediaType,
    answer_for,
)

ERRORS: dict[str, Exception] = {
    "bad": BadRequest("QueryParseException", "no RETURN"),
    "extra": BadRequest("", "wrong", extra={"errors": {"timestamp": "missing"}}),
    "later": ServiceUnavailable("", "busy", headers={"Retry-After": "1"}),
    "disk": StorageError("The disk is full", "There is no room left."),
    "own": AwError("Title", "A sentence."),
    "crash": ZeroDivisionError("secret title"),
}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("aw_server_test", static_folder=None)
    exceptions.install(app, lambda error: exceptions.failed(error, lambda: None))

    @app.get("/raise/<name>")
    def fail(name: str) -> str:
        raise ERRORS[name]

    return app.test_client()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (BadRequest, 400),
        (Unauthorized, 401),
        (Forbidden, 403),
        (NotFound, 404),
        (Conflict, 409),
        (UnsupportedMediaType, 415),
        (ServiceUnavailable, 503),
        (ApiError, 500),
    ],
)
def test_statuses(kind: type[ApiError], status: int) -> None:
    error = kind("SomeType", "a sentence")
    assert (error.type, error.message, str(error)) == ("SomeType", "a sentence", "a sentence")
    assert answer_for(error)[:2] == (status, {"type": "SomeType", "message": "a sentence"})
    assert answer_for(kind()).body["message"], "there is always a message"


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("bad", 400, {"type": "QueryParseException", "message": "no RETURN"}),
        ("extra", 400, {"message": "wrong", "errors": {"timestamp": "missing"}}),
        ("disk", 503, {"type": "StorageError", "message": "The disk is full: There is no room left."}),
        ("own", 500, {"type": "AwError", "message": "Title: A sentence."}),
        ("crash", 500, {"message": "Internal Server Error"}),
    ],
)
def test_answers_over_http(client: FlaskClient, name: str, status: int, body: dict[str, object]) -> None:
    reply = client.get(f"/raise/{name}")
    assert (reply.status_code, reply.json, reply.content_type) == (status, body, "application/json")


def test_headers_travel(client: FlaskClient) -> None:
    assert client.get("/raise/later").headers["Retry-After"] == "1"


def test_the_frameworks_errors_are_json_too(client: FlaskClient) -> None:
    missing = client.get("/nowhere")
    assert (missing.status_code, missing.content_type) == (404, "application/json")
    assert missing.json["message"]
    wrong = client.delete("/raise/bad")
    assert (wrong.status_code, wrong.content_type) == (405, "application/json")
    assert {"GET", "HEAD", "OPTIONS"} == set(wrong.headers["Allow"].split(", "))


def test_a_crash_is_logged_with_its_place_but_not_its_words(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.get("/raise/crash")
    assert "ZeroDivisionError" in caplog.text
    assert "test_exceptions.py" in caplog.text
    assert "secret title" not in caplog.text
    caplog.set_level(logging.DEBUG)
    client.get("/raise/crash")
    assert "secret title" in caplog.text


def test_what_the_caller_did_wrong_is_not_the_servers_failure(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/raise/bad")
    assert caplog.records == []
    client.get("/raise/disk")
    assert "no room left" in caplog.text
