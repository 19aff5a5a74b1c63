"""Real windows on a real X display, the real window watcher, a real server: what happened is what is stored."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.desktop import Desktop
from tests.support.files import contents
from tests.support.programs import LiveServer, program, program_env, rests
from tests.support.wait import patience, stays, wait_until
from tests.system.watching import Span, now, spans, switches, titles, watching

WATCHER = "aw-watcher-window"


def within() -> float:
    """Seconds by which a moment may be missed."""
    return 0.1 * patience()


@pytest.fixture
def desktop(home: Path) -> object:
    with Desktop(tray=None) as desk:
        yield desk


def activate(desktop: Desktop, window: str) -> tuple[float, float]:
    """The moments between which the window became the active one."""
    before = now()
    desktop.xdotool("windowactivate", "--sync", window)
    return before, now()


def joined(found: list[Span]) -> None:
    for before, after in itertools.pairwise(found):
        assert abs(after.start - before.end) < 0.0005, f"gap or overlap between {before} and {after}"


def test_twenty_switches_at_known_times(desktop: Desktop, live_server: LiveServer) -> None:
    windows = {title: desktop.window(title) for title in ("never active", "eins", "zwei")}
    activate(desktop, windows["eins"])
    with watching(WATCHER, live_server, desktop.env):
        wait_until(lambda: titles(live_server) == ["eins"], 15, "the first event")
        known: list[tuple[str, float, float]] = []
        for step in range(20):
            time.sleep(0.13 + 0.05 * (step % 4))
            title = ("zwei", "eins")[step % 2]
            known.append((title, *activate(desktop, windows[title])))
            # Two switches before the watcher has had a look are one to it.
            wait_until(lambda seen=step + 2: len(titles(live_server)) == seen, 5, "the switch to be seen")
        time.sleep(0.3)
        ended = now()
    found = spans(live_server, WATCHER)
    assert [span.data for span in found] == [
        {"app": "XTerm", "title": title} for title in ["eins", *(title for title, _, _ in known)]
    ]
    joined(found)
    for span, (title, before, after) in zip(found[1:], known, strict=True):
        assert before - within() <= span.start <= after + within(), title
    assert found[-1].end >= ended - within(), "the last state is flushed at the end"


def test_a_title_change_is_a_boundary_too(desktop: Desktop, live_server: LiveServer, tmp_path: Path) -> None:
    pipe = tmp_path / "title"
    pipe.touch()
    desktop.run(["xterm", "-u8", "-T", "before", "-e", "tail", "-f", "-n", "+1", str(pipe)])
    window = wait_until(lambda: desktop.xdotool("search", "--name", "^before$"), 15, "the window")
    activate(desktop, window)
    with watching(WATCHER, live_server, desktop.env):
        wait_until(lambda: titles(live_server) == ["before"], 15, "the first event")
        time.sleep(0.3)
        pipe.write_text("\033]2;nach - 之后\007")
        changed = wait_until(lambda: desktop.xdotool("getwindowname", window) != "before" and now(), 10)
        wait_until(lambda: titles(live_server) == ["before", "nach - 之后"], 10, "the new title")
    found = spans(live_server, WATCHER)
    joined(found)
    assert found[1].start <= changed + within()


def test_the_end_of_the_last_window_ends_its_event(desktop: Desktop, live_server: LiveServer) -> None:
    window = desktop.window("soon gone")
    activate(desktop, window)
    with watching(WATCHER, live_server, desktop.env):
        wait_until(lambda: titles(live_server) == ["soon gone"], 15, "the event")
        time.sleep(0.3)
        gone = now()
        desktop.run(["xkill", "-id", window]).wait(30)
        killed = now()
        wait_until(
            lambda: spans(live_server, WATCHER)[0].end > gone - 0.5 and spans(live_server, WATCHER), 10, "its end"
        )
        time.sleep(1)
    (span,) = spans(live_server, WATCHER)
    assert gone - within() <= span.end <= killed + 0.5 * patience()


def test_excluded_titles_never_reach_the_server_the_queue_or_the_log(
    desktop: Desktop, live_server: LiveServer, home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    activate(desktop, desktop.window("My Bank Account"))
    with watching(WATCHER, live_server, desktop.env, "--verbose", "--exclude-titles", "bank", log=log):
        wait_until(lambda: titles(live_server) == ["excluded"], 15, "the event")
    assert "Bank" not in log.read_text()
    assert [path for path, content in contents(home) if b"Bank Account" in content] == []


def test_titles_stay_out_of_logs(desktop: Desktop, live_server: LiveServer, home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    activate(desktop, desktop.window("private matter"))
    with watching(WATCHER, live_server, desktop.env, log=log):
        wait_until(lambda: titles(live_server) == ["private matter"], 15, "the event")
    logs = [log, *(home / ".cache/activitywatch/log").rglob("*.log")]
    assert len(logs) > 1
    assert [path for path in logs if "private matter" in path.read_text()] == []


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_every_polite_signal_flushes_the_last_state(
    desktop: Desktop, live_server: LiveServer, kind: signal.Signals
) -> None:
    activate(desktop, desktop.window("here"))
    with watching(WATCHER, live_server, desktop.env) as process:
        wait_until(lambda: titles(live_server) == ["here"], 15, "the event")
        time.sleep(0.7)
        asked = now()
        process.send_signal(kind)
        assert process.wait(30) == 0
        assert now() - asked < 4 * patience()
    (span,) = spans(live_server, WATCHER)
    assert span.end >= asked - within()


def test_the_end_of_the_supervisor_is_a_polite_stop(desktop: Desktop, live_server: LiveServer) -> None:
    activate(desktop, desktop.window("here"))
    process = subprocess.Popen(
        [*program(WATCHER), "--port", str(live_server.port), "--supervised"],
        env=program_env(desktop.env),
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: titles(live_server) == ["here"], 15, "the event")
        time.sleep(0.5)
        assert process.stdin is not None
        process.stdin.close()
        asked = now()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(30)
    (span,) = spans(live_server, WATCHER)
    assert span.end >= asked - within()


def test_switches_without_a_server_arrive_in_order_once_it_is_back(desktop: Desktop, live_server: LiveServer) -> None:
    windows = {title: desktop.window(title) for title in ("eins", "zwei")}
    activate(desktop, windows["eins"])
    with watching(WATCHER, live_server, desktop.env) as watcher:
        wait_until(lambda: titles(live_server) == ["eins"], 15, "the first event")
        live_server.kill9()
        for step in range(6):
            time.sleep(0.2)
            looks = switches(watcher.pid)
            activate(desktop, windows[("zwei", "eins")[step % 2]])
            # Two switches before the watcher has had a look are one to it.
            wait_until(lambda looks=looks: switches(watcher.pid) > looks, 5, "the watcher to look")
            wait_until(lambda: rests(watcher.pid), 10, "the watcher to have seen it")
        live_server.start()
        wait_until(lambda: titles(live_server) == ["eins", *["zwei", "eins"] * 3], 30, "what was queued")
    joined(spans(live_server, WATCHER))


def test_a_killed_watcher_leaves_a_gap_and_no_overlap(desktop: Desktop, live_server: LiveServer) -> None:
    activate(desktop, desktop.window("here"))
    with watching(WATCHER, live_server, desktop.env) as process:
        wait_until(lambda: titles(live_server) == ["here"], 15, "the event")
        process.kill()
    with watching(WATCHER, live_server, desktop.env):
        wait_until(lambda: titles(live_server) == ["here", "here"], 15, "the event of the second run")
    before, after = spans(live_server, WATCHER)
    assert after.start > before.end


def test_the_watcher_waits_for_display_and_server_and_outlives_both(
    home: Path, live_server: LiveServer, tmp_path: Path
) -> None:
    """Started first of all; then the server; then the display, which ends and comes back."""
    log = tmp_path / "log"
    live_server.stop()
    number = free_display()
    with watching(WATCHER, live_server, {"DISPLAY": f":{number}"}, log=log) as process:
        wait_until(lambda: "cannot connect" in log.read_text(), 15, "the reason in the log")
        live_server.start()
        for title in ("first life", "second life"):
            with display_again(number) as desk:
                activate(desk, desk.window(title))
                wait_until(lambda title=title: title in titles(live_server), 30, title)
        stays(lambda: process.poll() is None, 1, "the watcher")
    text = log.read_text()
    assert text.count("cannot connect") <= 2
    assert "Traceback" not in text
    # Without a title until the server has told the privacy rules, with it from that moment on.
    found = [span for span in spans(live_server, WATCHER) if span.data["title"] != "excluded"]
    assert [span.data["title"] for span in found] == ["first life", "second life"]
    assert found[1].start > found[0].end, "nothing is claimed for the blind time"


def test_without_a_display_it_says_so_once_and_stops_politely(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with watching(WATCHER, 1, {}, log=log):
        wait_until(lambda: "DISPLAY is not set" in log.read_text(), 15, "the reason")
        time.sleep(2)
    assert log.read_text().count("DISPLAY is not set") == 1


def test_a_pattern_that_is_none_is_one_sentence_and_status_1(home: Path) -> None:
    done = subprocess.run(
        [*program(WATCHER), "--exclude-titles", "(open"], env=program_env(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert '"(open" is not a regular expression' in done.stderr
    assert "Traceback" not in done.stderr


def free_display() -> int:
    """The number of a display that nobody has, far from those that servers take by themselves."""
    taken = {path.name for place in ("/tmp", "/tmp/.X11-unix") for path in Path(place).glob("*X*")}
    numbers = random.SystemRandom().sample(range(1000, 50_000), 20)
    return next(number for number in numbers if not {f"X{number}", f".X{number}-lock"} & taken)


def display_again(number: int) -> Desktop:
    """A desktop on a display of this number."""
    desk = Desktop(tray=None)
    original = desk._read_from_fd

    def read(argv: object) -> str:
        def with_number(fd: int) -> list[str]:
            made = argv(fd)  # type: ignore[operator]
            return [made[0], f":{number}", *made[1:]] if made[0] == "Xvfb" else made

        return original(with_number)

    desk._read_from_fd = read  # type: ignore[method-assign]
    return desk
