"""Which source of the active window is taken where."""

import pytest

from aw_watcher.backend import NoBackend, first_supported
from aw_watcher.session import Session
from aw_watcher_window.backends.select import candidates


@pytest.mark.parametrize(
    ("session", "reason"),
    [
        (Session("none"), "DISPLAY is not set"),
        (Session("wayland", ":0"), "Wayland"),
        (Session("windows"), "windows"),
    ],
)
def test_where_nothing_works_the_reasons_are_given(session: Session, reason: str) -> None:
    with pytest.raises(NoBackend, match=reason):
        first_supported(candidates(session, 1_000_000))


def test_the_null_backend_is_there_only_when_asked_for() -> None:
    assert [candidate.name for candidate in candidates(Session("none"), 1)] == ["x11"]
    assert first_supported(candidates(Session("none"), 1, null=True)).name == "null"
