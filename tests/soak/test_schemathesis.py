"""The same as in `tests/system/test_api_description.py`, for longer and with chance in it."""

from __future__ import annotations

import random

import pytest

from tests.support.schema_fuzz import ask_everything, talkative_server
from tests.support.wait import patience


@pytest.mark.parametrize("mode", [["--testing"], []], ids=["testing", "normal"])
def test_thousands_of_requests(mode: list[str]) -> None:
    """Prints the seed; a failure is repeated with it."""
    seed = random.randrange(2**31)
    print(f"\nschemathesis, seed {seed}:", end=" ")
    with talkative_server(*mode) as server:
        print(ask_everything(server, examples=300, seed=seed, timeout=1500 * patience()), "requests")
