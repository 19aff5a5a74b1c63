"""Choosing a backend."""

import pytest

from aw_core.errors import ConfigError
from aw_watcher.backend import Candidate, NoBackend, Unsupported, first_supported
from aw_watcher.program import choose


def refuse(reason: str) -> str:
    raise Unsupported(reason)


CANDIDATES = [
    Candidate("first", lambda: refuse("no display")),
    Candidate("second", lambda: "two"),
    Candidate("third", lambda: "three"),
]


def test_the_first_that_opens_wins() -> None:
    assert first_supported(CANDIDATES) == "two"


def test_every_refusal_is_kept_with_its_reason() -> None:
    with pytest.raises(NoBackend, match="first: no display; other: too old") as caught:
        first_supported([CANDIDATES[0], Candidate("other", lambda: refuse("too old"))])
    assert caught.value.reasons == [("first", "no display"), ("other", "too old")]


def test_no_candidates_is_a_reason_too() -> None:
    with pytest.raises(NoBackend, match="no backend for this system"):
        first_supported([])


def test_one_may_be_asked_for_by_name() -> None:
    assert choose(CANDIDATES, "third") == "three"
    assert choose(CANDIDATES, None) == "two"
    with pytest.raises(NoBackend):
        choose(CANDIDATES, "first")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="first, second, third"):
        choose(CANDIDATES, "fourth")
