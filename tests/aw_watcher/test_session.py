"""Which display system the environment describes."""

import pytest

from aw_watcher.backend import Unsupported
from aw_watcher.session import Session, detect, x11_display


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"DISPLAY": ":0"}, "linux", Session("x11", ":0")),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11", "WAYLAND_DISPLAY": "stale"}, "linux", Session("x11", ":0")),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux", Session("wayland", ":0")),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}, "linux", Session("wayland")),
        ({"DISPLAY": ":99", "XDG_SESSION_TYPE": "wayland"}, "linux", Session("x11", ":99")),
        ({"DISPLAY": ""}, "linux", Session("none")),
        ({}, "linux", Session("none")),
        ({"DISPLAY": ":0"}, "darwin", Session("macos")),
        ({}, "win32", Session("windows")),
    ],
)
def test_detect(environ: dict[str, str], platform: str, expected: Session) -> None:
    assert detect(environ, platform) == expected


def test_x11_sees_only_a_part_of_wayland_and_says_so() -> None:
    with pytest.raises(Unsupported, match="Wayland"):
        x11_display(Session("wayland", ":0"))


def test_without_a_display_the_reason_names_the_variable() -> None:
    with pytest.raises(Unsupported, match="DISPLAY is not set"):
        x11_display(Session("none"))


def test_other_systems_are_not_x11() -> None:
    with pytest.raises(Unsupported, match="windows"):
        x11_display(Session("windows"))


def test_the_display_is_handed_on() -> None:
    assert x11_display(Session("x11", ":7")) == ":7"
