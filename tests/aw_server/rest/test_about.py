"""Where everything lies, and the switch for the login, over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from aw_core.dirs import get_config_dir, get_data_dir, get_log_dir
from tests.aw_server.rest.test_modules import SNAPSHOT


def test_it_names_the_real_directories(http: FlaskClient) -> None:
    about = http.get("/api/0/about").get_json()
    assert about["directories"] == {"data": get_data_dir(), "config": get_config_dir(), "logs": get_log_dir()}
    # These tests store in memory.
    assert about["database"] is None


def test_without_a_tray_nobody_can_start_at_login(http: FlaskClient) -> None:
    about = http.get("/api/0/about").get_json()
    assert (about["supervised"], about["start_at_login"]) == (False, None)
    answer = http.post("/api/0/start-at-login", json={"enabled": True})
    assert (answer.status_code, answer.get_json()["type"]) == (409, "NotSupervised")


def test_the_wish_reaches_the_tray_and_its_word_comes_back(http: FlaskClient) -> None:
    http.post("/api/0/modules", json=SNAPSHOT | {"start_at_login": False})
    assert http.get("/api/0/about").get_json()["start_at_login"] is False
    assert http.post("/api/0/start-at-login", json={"enabled": True}).get_json() == {}
    assert http.get("/api/0/modules/wishes?after=0&timeout=0").get_json()["start_at_login"] is True
    http.post("/api/0/modules", json=SNAPSHOT | {"start_at_login": True})
    assert http.get("/api/0/about").get_json()["start_at_login"] is True


@pytest.mark.parametrize("body", [{}, {"enabled": "yes"}, {"enabled": None}, []])
def test_what_is_no_wish(http: FlaskClient, body: object) -> None:
    http.post("/api/0/modules", json=SNAPSHOT | {"start_at_login": False})
    assert http.post("/api/0/start-at-login", json=body).status_code == 400
    assert http.get("/api/0/modules/wishes?after=0&timeout=0").get_json()["start_at_login"] is None
