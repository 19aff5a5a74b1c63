"""Real input on a real X display, the real AFK watcher, a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desktop import Desktop
from tests.support.programs import LiveServer
from tests.support.wait import patience, wait_until
from tests.system.watching import Span, now, spans, states, watching

WATCHER = "aw-watcher-afk"


def within() -> float:
    """Seconds by which a moment may be missed."""
    return 0.2 * patience()


def touched_until_present(desktop: Desktop, server: LiveServer) -> None:
    """Touched all the while: a watcher that takes longer to start than its timeout would begin with an absence."""
    wait_until(lambda: touch(desktop) and states(server) == ["not-afk"], 15, "the first event")


@pytest.fixture
def desktop(home: Path) -> Iterator[Desktop]:
    with Desktop(tray=None) as desk:
        yield desk


def touch(desktop: Desktop, *how: str) -> float:
    desktop.xdotool(*(how or ("mousemove_relative", "3", "3")))
    return now()


def assert_day(found: list[Span], first_input: float, last_input: float, back: float, within: float) -> None:
    """Present until the last input, away from it until `back`, present again; one millisecond apart."""
    here, away, again = found
    assert [span.data for span in found] == [{"status": "not-afk"}, {"status": "afk"}, {"status": "not-afk"}]
    assert here.start <= first_input + within
    assert here.end == pytest.approx(last_input, abs=within)
    assert away.start == pytest.approx(here.end + 0.001, abs=0.0005)
    assert away.start == pytest.approx(last_input, abs=within)
    assert away.end == pytest.approx(back, abs=within)
    assert again.start == pytest.approx(away.end + 0.001, abs=0.0005)


@pytest.mark.parametrize(
    "key", [("mousemove_relative", "5", "5"), ("key", "shift"), ("click", "1")], ids=lambda k: k[0]
)
def test_absence_counts_from_the_last_input_to_the_next(
    desktop: Desktop, live_server: LiveServer, key: tuple[str, ...]
) -> None:
    touch(desktop)
    with watching(WATCHER, live_server, desktop.env, "--timeout", "2"):
        touched_until_present(desktop, live_server)
        first = touch(desktop)
        time.sleep(0.6)
        last = touch(desktop)
        wait_until(lambda: states(live_server) == ["not-afk", "afk"], 10, "absence")
        assert now() - last < 4 * patience(), "the edge is told, not polled"
        time.sleep(0.4)
        back = now()  # a click lasts a tenth of a second; its beginning counts
        touch(desktop, *key)
        wait_until(lambda: states(live_server)[-1:] == ["not-afk"], 5, "presence")
        assert now() - back < 2 * patience()
    assert_day(spans(live_server, WATCHER), first, last, back, within())


def test_the_polled_fallback_finds_the_same_within_its_interval(desktop: Desktop, live_server: LiveServer) -> None:
    touch(desktop)
    flags = ("--timeout", "2", "--poll-time", "0.3", "--backend", "x11-screensaver")
    with watching(WATCHER, live_server, desktop.env, *flags):
        touched_until_present(desktop, live_server)
        last = touch(desktop)
        wait_until(lambda: states(live_server) == ["not-afk", "afk"], 10, "absence")
        back = touch(desktop)
        wait_until(lambda: states(live_server)[-1:] == ["not-afk"], 5, "presence")
    assert_day(spans(live_server, WATCHER), last, last, back, 0.3 + within())


def test_the_settings_for_testing_mode(desktop: Desktop, live_server: LiveServer, home: Path) -> None:
    place = home / ".config/activitywatch/aw-watcher-afk/aw-watcher-afk.toml"
    place.parent.mkdir(parents=True)
    place.write_text("[aw-watcher-afk]\ntimeout = 900\n[aw-watcher-afk-testing]\ntimeout = 1\n")
    touch(desktop)
    with watching(WATCHER, live_server, desktop.env, "--testing"):
        wait_until(lambda: "afk" in states(live_server), 10, "absence after one second")


def test_an_unknown_backend_is_one_sentence(desktop: Desktop, home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        pytest.raises(AssertionError, match="ended with 1"),
        watching(WATCHER, 1, desktop.env, "--backend", "crystal-ball", log=log) as process,
    ):
        process.wait(30)
    assert "There is no backend 'crystal-ball' here; there are: x11-sync, x11-screensaver." in log.read_text()
    assert "Traceback" not in log.read_text()
