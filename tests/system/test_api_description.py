"""The server answers as its description says, whatever it is asked."""

from __future__ import annotations

import pytest

from tests.support.schema_fuzz import ask_everything, talkative_server


@pytest.mark.timeout(600)
def test_no_request_breaks_the_server_and_every_answer_is_as_described() -> None:
    with talkative_server("--testing") as server:
        assert ask_everything(server, examples=8, seed=20240501, timeout=240) > 1000
        assert server.api("info").status == 200
