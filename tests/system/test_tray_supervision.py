"""The headless tray with the real server and watchers: crashes, kills, wishes, strangers on the port."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aw_qt.realtray import AFK, SERVER, WINDOW, RealTray
from tests.support.programs import LiveServer, free_port, port_is_free
from tests.support.wait import patience, stays, wait_until


@pytest.fixture
def tray(home: Path) -> Iterator[RealTray]:
    with RealTray("--no-gui") as running:
        yield running.wait_running()


def test_headless_never_loads_qt(tray: RealTray) -> None:
    maps = Path(f"/proc/{tray.pid}/maps").read_text()
    assert "libQt5" not in maps and "PyQt5" not in maps
    assert "libpython" in maps or "python" in maps


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_in_order_and_nothing_survives(tray: RealTray, number: int) -> None:
    assert tray.end(number, timeout=10) == 0
    assert tray.survivors() == []
    assert port_is_free(tray.port)
    log = tray.log_text()
    ended = [log.index(f"{name} ended when asked") for name in (AFK, WINDOW, SERVER)]
    assert max(ended[:2]) < ended[2]
    assert "WARNING" not in log and "ERROR" not in log


@pytest.mark.parametrize("name", [AFK, SERVER])
def test_a_killed_module_runs_again_within_five_seconds(tray: RealTray, name: str) -> None:
    killed = tray.kill_module(name)
    started = time.monotonic()
    wait_until(lambda: tray.module(name)["pid"] not in (killed, None), 5, f"a new {name}")
    tray.wait_for(name, "running", 5)
    assert time.monotonic() - started < 5 * patience()
    assert tray.module(name)["restarts"] == 1
    assert tray.log_text().count(f"{name} is being restarted. It was killed (SIGKILL).") == 1


def test_the_fourth_kill_in_ten_minutes_is_given_up_and_restart_brings_it_back(tray: RealTray) -> None:
    for _ in range(4):
        tray.wait_for(AFK, "running", 6)
        tray.kill_module(AFK)
        wait_until(lambda: tray.module(AFK)["state"] != "running", 5, "the kill to be seen")
    failed = tray.wait_for(AFK, "failed", 5)
    assert "was killed (SIGKILL)" in failed["reason"] and "4 times" in failed["reason"]
    wait_until(lambda: tray.status().get("health") == "trouble", 5, "trouble")
    wait_until(lambda: tray.api("modules").json["modules"][1]["state"] == "failed", 5, "the server to know")
    assert tray.api(f"modules/{AFK}", "POST", {"action": "restart"}).status == 200
    tray.wait_for(AFK, "running", 5)
    tray.wait_healthy()


def test_when_the_tray_is_killed_no_module_is_alive_after_five_seconds(tray: RealTray) -> None:
    pids = tray.module_pids()
    assert len(pids) == 3
    tray.end(signal.SIGKILL)
    killed = time.monotonic()
    wait_until(lambda: not tray.survivors(), 5, "the modules' end")
    assert time.monotonic() - killed < 5 * patience()
    assert port_is_free(tray.port)
    tray.start().wait_running()
    assert not set(tray.module_pids()) & set(pids)
    assert "WARNING" not in tray.log_text() and "ERROR" not in tray.log_text()


def test_started_again_at_once_after_a_kill_it_comes_up_all_the_same(tray: RealTray) -> None:
    pids = tray.module_pids()
    assert tray.process is not None
    tray.process.kill()
    tray.process.wait(30)
    tray.start()
    wait_until(lambda: not set(tray.module_pids()) & set(pids) and len(tray.module_pids()) == 3, 20, "new modules")
    tray.wait_running()


def test_an_unticked_module_stays_away_over_a_restart_and_comes_back_when_ticked(tray: RealTray) -> None:
    pid = tray.module(WINDOW)["pid"]
    assert tray.api(f"modules/{WINDOW}", "POST", {"wanted": False}).status == 200
    tray.wait_for(WINDOW, "stopped", 5)
    assert not Path(f"/proc/{pid}").exists()
    tray.end()
    tray.start().wait_running(SERVER, AFK)
    assert tray.module(WINDOW)["state"] == "stopped"
    assert tray.api(f"modules/{WINDOW}", "POST", {"wanted": True}).status == 200
    tray.wait_for(WINDOW, "running", 5)
    tray.end()
    tray.start().wait_running()


def test_the_flag_outranks_remembered_wishes_for_one_run(home: Path) -> None:
    with RealTray("--no-gui") as tray:
        tray.wait_running()
        tray.end()
        tray.start("--autostart-modules", SERVER).wait_running(SERVER)
        assert (tray.module(AFK)["state"], tray.module(WINDOW)["state"]) == ("stopped", "stopped")
        tray.end()
        tray.start().wait_running()


def test_a_pause_is_seen_by_the_tray_and_remembered_over_a_restart(tray: RealTray) -> None:
    assert tray.api("pause", "POST", {"seconds": 3600}).status == 200
    wait_until(lambda: tray.status().get("paused"), 5, "the tray to know of the pause")
    tray.end()
    tray.start().wait_running()
    wait_until(lambda: tray.status().get("paused"), 5, "the tray to know of the pause again")
    assert tray.api("pause", "DELETE").status == 200
    wait_until(lambda: not tray.status()["paused"], 5, "the tray to know of the end of the pause")


def test_a_second_start_names_the_address_and_exits_well(tray: RealTray) -> None:
    second = tray.run()
    assert (second.returncode, second.stdout.strip()) == (
        0,
        f"ActivityWatch is already running: http://127.0.0.1:{tray.port}/",
    )
    tray.wait_healthy()


def test_status_and_stop(tray: RealTray) -> None:
    shown = tray.run("--status")
    assert shown.returncode == 0
    for name in (SERVER, AFK, WINDOW):
        assert f"{name}" in shown.stdout
    assert shown.stdout.count("running") == 3
    stopped = tray.run("--stop")
    assert (stopped.returncode, stopped.stdout) == (0, "ActivityWatch has stopped.\n")
    assert tray.process is not None
    assert tray.process.wait(5 * patience()) == 0
    assert tray.run("--status").returncode == 1
    assert tray.run("--stop").returncode == 0


def test_a_dead_proxy_changes_nothing(home: Path) -> None:
    dead = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    with RealTray("--no-gui", env=dead) as tray:
        tray.wait_running()
        wait_until(lambda: tray.api("modules").json["supervised"], 5, "the server to know the tray")


def test_without_a_display_it_runs_headless_and_says_so(home: Path) -> None:
    with RealTray() as tray:
        tray.wait_running()
        wait_until(lambda: "Running without an icon: there is no display" in tray.log_text(), 5, "the word")


def test_with_a_display_that_does_not_answer_it_runs_headless_and_says_so(home: Path) -> None:
    with RealTray(env={"DISPLAY": ":4711"}) as tray:
        tray.wait_running()
        wait_until(lambda: "the display :4711 does not answer" in tray.log_text(), 5, "the word")


def test_a_wrong_setting_is_refused_with_a_sentence(home: Path) -> None:
    tray = RealTray("--no-gui")
    file = tray.base / "config/aw-qt/aw-qt.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[aw-qt]\nautostart_modules = "aw-server"\n')
    refused = tray.run("--no-gui")
    assert refused.returncode == 3
    assert refused.stderr.strip() == (
        "Wrong setting: autostart_modules in aw-qt.toml must be a list of names in quotes."
    )


# -- strangers on the port ---------------------------------------------------------------------------


@pytest.fixture
def stranger() -> Iterator[tuple[int, list[str]]]:
    """A web server of this user on a port; and what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = http.server.HTTPServer(("127.0.0.1", free_port()), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_address[1], asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_stranger_on_the_port_is_named_and_hears_nothing(stranger: tuple[int, list[str]]) -> None:
    port, asked = stranger
    with RealTray("--no-gui", port=port) as tray:
        tray.port_is_ours = False
        failed = tray.wait_for(SERVER, "failed", 20)
        assert f"Port {port} is already used by" in failed["reason"]
        assert f"(pid {os.getpid()}, user" in failed["reason"]
        stays(lambda: tray.module(AFK)["state"] == "waiting", 1, "the watcher's waiting")
        tray.end()
    assert asked == []


def test_a_server_of_ours_is_adopted_left_running_and_replaced_when_it_goes(home: Path) -> None:
    tray = RealTray("--no-gui")
    with LiveServer(port=tray.port) as server, tray:
        tray.wait_for(SERVER, "external")
        tray.wait_running(AFK, WINDOW)
        tray.end()
        assert server.answers()
        tray.start().wait_for(SERVER, "external")
        server.kill9()
        tray.wait_running(timeout=15)
        assert tray.module(SERVER)["pid"] not in (None, server.pid)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program of another user")
def test_another_users_server_is_left_alone_and_all_modules_take_the_next_port(home: Path) -> None:
    port = free_port()
    text = (
        "import os, socket; os.setgid(65534); os.setuid(65534); s = socket.socket(); "
        f"s.bind(('127.0.0.1', {port})); s.listen(); print('listens', flush=True); "
        "s.accept(); print('asked', flush=True)"
    )
    other = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, cwd="/")
    assert other.stdout is not None and other.stdout.readline() == b"listens\n"
    try:
        with RealTray("--no-gui", port=port) as tray:
            tray.wait_running()
            own = int(tray.status()["url"].rsplit(":", 1)[1].strip("/"))
            assert own > port
            assert f"Port {port} belongs to" in tray.log_text()
            for pid in tray.module_pids():
                command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                assert command[command.index(b"--port") + 1] == str(own).encode()
            tray.end()
            tray.port = own
    finally:
        other.kill()
        asked, _ = other.communicate(timeout=30)
    assert asked == b""


def test_a_foreign_module_on_path_is_listed_and_gets_an_environment_without_our_packages(home: Path) -> None:
    folder = home / "bin"
    folder.mkdir()
    script = folder / "aw-notify"
    script.write_text('#!/bin/sh\nenv > "$HOME/seen-env"\necho "$@" > "$HOME/seen-args"\nexec sleep 1000\n')
    script.chmod(0o755)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    with RealTray("--no-gui", "--autostart-modules", f"{SERVER},aw-notify", env={"PATH": path}) as tray:
        tray.wait_running(SERVER, "aw-notify")
        wait_until(lambda: (home / "seen-args").exists() and (home / "seen-args").read_text(), 5, "the script's notes")
        assert tray.module("aw-notify")["location"] == "system"
        assert "PYTHONPATH" not in (home / "seen-env").read_text()
        assert (home / "seen-args").read_text() == "\n"
        assert shutil.which("aw-notify", path=path) == str(script)
