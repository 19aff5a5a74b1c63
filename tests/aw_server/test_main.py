"""The program: a real process that starts, refuses with a sentence, serves, and stops politely."""

import contextlib
import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir, get_data_dir
from aw_core.instance import prove, read_instance
from aw_server import __version__
from aw_server.main import REFUSED, main
from tests.support.programs import LiveServer, free_port, program, program_env, request, signal_other_thread
from tests.support.wait import patience, wait_until


def run(*flags: str, timeout: float = 60, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Start the program where it should refuse."""
    return subprocess.run(
        [*program("aw-server"), *flags],
        env=program_env(env),
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def refusal(result: subprocess.CompletedProcess[str]) -> str:
    """The sentence on stderr; exactly one line, no traceback."""
    assert result.returncode == REFUSED, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("aw-server: ")
    return lines[0]


def database() -> Path:
    return Path(get_data_dir("aw-server"), "activitywatch.db")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


def test_it_listens_on_both_loopback_addresses_and_leaves_its_record() -> None:
    with LiveServer() as server:
        for host in ("127.0.0.1", "[::1]", "localhost"):
            assert request(f"http://{host}:{server.port}/api/0/info").status == 200
        record = read_instance("aw-server", False)
        assert record is not None
        assert (record.pid, record.port, record.version) == (server.pid, server.port, __version__)
        answer = server.api("info?nonce=n-1").json
        assert answer["proof"] == prove(record.secret, "n-1")
        assert record.secret not in server.log_text()
        folder = Path(get_data_dir("aw-server"))
        assert mode(folder) == 0o700
        modes = {path.name: mode(path) for path in folder.iterdir()}
        assert "activitywatch.db" in modes
        assert set(modes.values()) == {0o600}, modes
        assert server.stop() == 0
    assert read_instance("aw-server", False) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_politely(number: signal.Signals) -> None:
    with LiveServer() as server:
        assert server.process is not None
        server.process.send_signal(number)
        assert server.process.wait(30) == 0
        assert "Traceback" not in server.log_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us choose the thread")
def test_a_signal_that_another_thread_gets_ends_it_at_once() -> None:
    with LiveServer() as server:
        signal_other_thread(server.pid, signal.SIGTERM)
        assert server.process is not None
        assert server.process.wait(30) == 0


def test_a_long_poll_is_woken_and_answered_at_the_end() -> None:
    with LiveServer() as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        client.request("GET", "/api/0/modules/wishes?after=999&timeout=50")
        statuses: list[int] = []
        waiter = threading.Thread(target=lambda: statuses.append(client.getresponse().status))
        waiter.start()
        # Accepted in order: once this one is answered, the long poll is at work.
        assert server.api("info").status == 200
        assert server.stop(8) == 0
        waiter.join(30)
        client.close()
        assert statuses == [200]


def test_supervised_it_ends_with_its_stdin() -> None:
    port = free_port()
    process = subprocess.Popen(
        [*program("aw-server"), "--port", str(port), "--supervised"],
        env=program_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with contextlib.suppress(OSError):
            return request(f"http://127.0.0.1:{port}/api/0/info").status == 200
        return False

    try:
        wait_until(answers, 15, "the server")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def test_by_hand_it_does_not_care_for_stdin() -> None:
    """`LiveServer` starts it with an empty stdin: it answered, so it did not take that for the end."""
    with LiveServer() as server:
        assert server.api("info").status == 200
        assert server.process is not None
        assert server.process.poll() is None


def test_what_is_stored_is_there_after_a_restart() -> None:
    with LiveServer() as server:
        body = {"client": "c", "type": "t", "hostname": "h"}
        assert server.api("buckets/b", "POST", body).status == 200
        server.restart()
        assert list(server.api("buckets/").json) == ["b"]


def test_a_taken_port_names_the_program_that_holds_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = refusal(run("--port", str(port)))
    assert f"Port {port} is in use" in sentence
    assert f"pid {os.getpid()}" in sentence
    assert not database().exists(), "nothing was opened for it"


def test_a_second_server_on_the_same_database_is_refused() -> None:
    with LiveServer() as server:
        sentence = refusal(run("--port", str(free_port())))
        assert f"pid {server.pid}" in sentence
        assert server.api("info").status == 200
        record = read_instance("aw-server", False)
        assert record is not None
        assert record.pid == server.pid, "the loser must not touch the winner's record"


def test_a_damaged_file_is_kept_aside_and_recording_goes_on() -> None:
    database().write_bytes(b"this is not a database" * 1000)
    with LiveServer() as server:
        assert server.api("buckets/b", "POST", {"client": "c", "type": "t", "hostname": "h"}).status == 200
        wait_until(lambda: server.api("info").json["damage"]["state"] == "recovered", 10, "the recovery to end")
        kept = Path(server.api("info").json["damage"]["kept"])
        [notice] = [one for one in server.api("info").json["notices"] if one["kind"] == "damage"]
        assert str(kept) in notice["message"]
        assert list(server.api("buckets/").json) == ["b"]
    assert kept.read_bytes() == b"this is not a database" * 1000
    assert (kept.parent, mode(kept)) == (database().parent / "quarantine", 0o600)


def test_an_unwritable_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    sentence = refusal(run("--port", str(free_port()), env={"XDG_DATA_HOME": str(tmp_path / "file")}))
    assert "file" in sentence


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "box.example"])
def test_beyond_this_machine_it_does_not_start_yet(host: str) -> None:
    sentence = refusal(run("--host", host, "--port", str(free_port())))
    assert host in sentence
    assert "keys" in sentence


def test_a_broken_configuration_is_a_sentence() -> None:
    Path(get_config_dir("aw-server"), "aw-server.toml").write_text("[server\nport = 1")
    assert "aw-server.toml" in refusal(run("--port", str(free_port())))
    Path(get_config_dir("aw-server"), "aw-server.toml").write_text('[server]\ncors_origins = "https://("')
    assert "cors_origins" in refusal(run("--port", str(free_port())))


def test_testing_keeps_to_its_own_files() -> None:
    with LiveServer("--testing") as server:
        assert server.api("info").json["testing"] is True
        names = {path.name for path in Path(get_data_dir("aw-server")).iterdir()}
        assert "activitywatch.db" not in names
        assert "instance.json" not in names
        assert read_instance("aw-server", True) is not None


def test_the_memory_storage_leaves_no_database() -> None:
    with LiveServer("--storage", "memory") as server:
        assert server.api("buckets/b", "POST", {"client": "c", "type": "t", "hostname": "h"}).status == 200
        assert list(server.api("buckets/").json) == ["b"]
        assert not database().exists()


def test_the_log_can_be_json_lines() -> None:
    with LiveServer("--log-json", "--verbose") as server:
        server.api("nowhere?title=secret")
        server.api("buckets/b", "POST", {"client": "c", "type": "t", "hostname": "h"})
    logs = list(Path(os.environ["HOME"]).rglob("*.jsonl")) + list(Path(os.environ["HOME"]).rglob("*.json.log"))
    assert logs, list(Path(os.environ["HOME"]).rglob("*"))
    lines = [json.loads(line) for line in logs[0].read_text().splitlines()]
    assert any("Listening" in json.dumps(line) for line in lines)


def test_a_request_that_does_not_end_does_not_keep_it_alive() -> None:
    """It holds the database's write lock, so that closing would wait for it."""
    port = free_port()
    code = f"""
import sys, time
import aw_server.serve as s
from aw_server.api import ServerAPI
s.serve.__kwdefaults__["stop_within"] = 0.3
def stuck(self, *args):
    with self.db.transaction():
        print("stuck", flush=True)
        time.sleep(60)
ServerAPI.heartbeat = stuck
from aw_server.main import main
sys.exit(main(["--port", "{port}"]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=program_env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        url = f"http://127.0.0.1:{port}/api/0/buckets/b"

        def created() -> bool:
            with contextlib.suppress(OSError):
                return request(url, "POST", {"client": "c", "type": "t", "hostname": "h"}).status == 200
            return False

        wait_until(created, 15, "the server")
        beat = {"timestamp": "2024-05-01T00:00:00Z", "data": {}}
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Content-Type": "application/json"}
        client.request("POST", "/api/0/buckets/b/heartbeat?pulsetime=1", json.dumps(beat), headers)
        assert process.stdout is not None
        assert process.stdout.readline() == "stuck\n"
        process.terminate()
        _, log = process.communicate(timeout=8 * patience())
        client.close()
        assert process.returncode == 0
        assert "did not finish" in log
    finally:
        process.kill()
        process.wait()
    with LiveServer() as server:
        assert list(server.api("buckets/").json) == ["b"]
