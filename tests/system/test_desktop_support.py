"""The throw-away desktop itself: what the other system tests stand on."""

from pathlib import Path

from tests.support.desktop import Desktop


def test_a_window_can_be_opened_and_seen(desktop: Desktop, tmp_path: Path) -> None:
    window = desktop.window("hello there")
    assert desktop.xdotool("getwindowname", window) == "hello there"
    assert desktop.screenshot(tmp_path / "shot.png").stat().st_size > 1000
