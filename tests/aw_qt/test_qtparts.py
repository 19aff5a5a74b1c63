"""What is said when a library of the host is missing."""

import ctypes
from pathlib import Path

import pytest

from aw_qt import qtparts


def test_a_missing_library_is_named_with_its_package() -> None:
    said = qtparts.sentence("libGL.so.1: cannot open shared object file: No such file or directory")
    assert said == (
        "the library libGL.so.1 is missing on this computer (on Debian and Ubuntu it is in the package libgl1)."
    )


def test_a_library_nobody_knows_is_named_without_a_package() -> None:
    said = qtparts.sentence("libodd.so.3: cannot open shared object file: No such file or directory")
    assert said == "the library libodd.so.3 is missing on this computer."


def test_other_refusals_keep_the_loaders_words() -> None:
    assert qtparts.sentence("No module named 'PyQt5'") == "Qt cannot be loaded: No module named 'PyQt5'."


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["xcb", "wayland"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen:x=1"}, ["offscreen"]),
        ({}, []),
    ],
)
def test_the_platform_parts_follow_the_session(environ: dict[str, str], expected: list[str]) -> None:
    assert qtparts.platforms(environ) == expected


def test_qt_is_complete_here() -> None:
    assert qtparts.missing_part({"DISPLAY": ":0"}) is None


def test_a_platform_part_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def refuse(path: str) -> None:
        loaded.append(Path(path).name)
        raise OSError("libX11-xcb.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert "libX11-xcb.so.1" in (qtparts.missing_part({"DISPLAY": ":0"}) or "")
    assert loaded == ["libqxcb.so"]


def test_one_platform_part_that_loads_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_xcb(path: str) -> None:
        if path.endswith("libqxcb.so"):
            raise OSError("libX11-xcb.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", refuse_xcb)
    assert qtparts.missing_part({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}) is None


def test_a_frozen_programs_wrapped_refusal_still_names_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        words = OSError("libXext.so.6: cannot open shared object file: No such file or directory")
        raise OSError(f"Failed to load dynlib/dll {path!r}") from words

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert "libxext6" in (qtparts.missing_part({"DISPLAY": ":0"}) or "")
