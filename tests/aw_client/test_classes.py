"""The rules of the user's settings, and what stands in for them."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from aw_client import ActivityWatchClient, classes
from aw_client.classes import default_classes, get_classes
from aw_core.categories import rules_from_settings
from tests.aw_client.conftest import MakeClient
from tests.aw_client.fake_server import FakeServer
from tests.support.programs import free_port

OWN = [{"id": 1, "name": ["Mine"], "rule": {"type": "regex", "regex": "x", "ignore_case": True}, "data": {}}]


def test_the_default_is_the_one_catalogue() -> None:
    assert default_classes == rules_from_settings(None)


def test_the_users_rules(fake: FakeServer, make_client: MakeClient) -> None:
    fake.answer = lambda asked: (200, OWN)
    assert get_classes(make_client()) == [(["Mine"], OWN[0]["rule"])]
    assert [asked.path for asked in fake.asked] == ["/api/0/settings/classes"]


@pytest.mark.parametrize("unset", [None, []])
def test_none_of_the_users_own(fake: FakeServer, make_client: MakeClient, unset: Any) -> None:
    fake.answer = lambda asked: (200, unset)
    assert get_classes(make_client()) == default_classes


@pytest.mark.parametrize("answer", [(500, {"message": "no"}), (404, None)])
def test_a_server_that_fails(
    fake: FakeServer, make_client: MakeClient, caplog: pytest.LogCaptureFixture, answer: tuple[int, Any]
) -> None:
    fake.answer = lambda asked: answer
    with caplog.at_level(logging.WARNING):
        assert get_classes(make_client()) == default_classes
    assert "default categories" in caplog.text


def test_without_a_client_the_server_of_everyday_use_is_asked(
    home: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[ActivityWatchClient] = []
    port = free_port()

    def remembered(name: str) -> ActivityWatchClient:
        made.append(ActivityWatchClient(name, port=port))
        return made[-1]

    monkeypatch.setattr(classes, "ActivityWatchClient", remembered)
    assert get_classes() == default_classes
    assert made[0].testing is False
    assert "default categories" in caplog.text
