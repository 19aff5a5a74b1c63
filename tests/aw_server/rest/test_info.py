"""Info, the proof, and the log over HTTP."""

from __future__ import annotations

import socket
import uuid
from pathlib import Path

from flask.testing import FlaskClient

from aw_core.__about__ import __version__
from aw_core.dirs import get_log_dir
from aw_core.instance import prove
from aw_server.server import AWFlask


def test_info(http: FlaskClient, testing_http: FlaskClient) -> None:
    info = http.get("/api/0/info").get_json()
    assert set(info) == {"hostname", "version", "testing", "device_id", "notices", "damage"}
    assert info["damage"] is None
    assert (info["hostname"], info["version"]) == (socket.gethostname(), f"v{__version__}")
    assert (info["testing"], testing_http.get("/api/0/info").get_json()["testing"]) == (False, True)
    assert str(uuid.UUID(info["device_id"])) == info["device_id"]
    assert http.get("/api/0/info").get_json() == info


def test_the_proof(http: FlaskClient, application: AWFlask) -> None:
    secret = application.config["AW_INSTANCE_SECRET"]
    answer = http.get("/api/0/info?nonce=abc")
    assert answer.get_json()["proof"] == prove(secret, "abc")
    assert secret.encode() not in answer.data


def test_the_log_is_data(http: FlaskClient) -> None:
    assert http.get("/api/0/log").get_json() == []
    lines = [
        "2024-05-01 09:00:00 [WARNING]: something happened  (aw_server:7)",
        '{"asctime": "2024-05-01 09:00:01", "levelname": "INFO", "message": "as JSON"}',
        "  a line of a longer message",
        '{"not": "closed',
    ]
    log = Path(get_log_dir("aw-server")) / "aw-server_2024-05-01T09-00-00.log"
    log.write_text("\n".join(lines) + "\n")
    assert http.get("/api/0/log").get_json() == [
        {
            "asctime": "2024-05-01 09:00:00",
            "levelname": "WARNING",
            "message": "something happened  (aw_server:7)",
        },
        {"asctime": "2024-05-01 09:00:01", "levelname": "INFO", "message": "as JSON"},
        {"message": "  a line of a longer message"},
        {"message": '{"not": "closed'},
    ]
