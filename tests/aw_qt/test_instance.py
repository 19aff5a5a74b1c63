"""One tray; the others speak to it."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aw_core.dirs import get_runtime_dir
from aw_core.errors import AwError
from aw_qt.instance import AlreadyRunning, Instance
from tests.support.programs import program_env
from tests.support.wait import wait_until


@pytest.fixture
def first():
    instance = Instance(testing=False)
    instance.acquire()
    yield instance
    instance.release()


def test_a_second_instance_is_refused_and_may_come_after_release(first):
    second = Instance(testing=False)
    with pytest.raises(AlreadyRunning):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_testing_and_other_directories_are_worlds_of_their_own(first, monkeypatch, tmp_path):
    testing = Instance(testing=True)
    testing.acquire()
    testing.release()
    monkeypatch.setenv("AW_BASE_DIR", str(tmp_path / "other"))
    other = Instance(testing=False)
    other.acquire()
    other.release()


def test_a_request_is_answered(first):
    first.serve(lambda request: {"asked": request})
    other = Instance(testing=False)
    assert other.is_held()
    assert other.ask("status") == {"asked": "status"}
    assert other.ask("open") == {"asked": "open"}


def test_the_socket_and_the_lock_are_private(first):
    first.serve(lambda request: {})
    modes = [stat.S_IMODE(file.stat().st_mode) for file in Path(get_runtime_dir()).iterdir()]
    assert modes == [0o600, 0o600]


def test_nobody_runs():
    other = Instance(testing=False)
    assert not other.is_held()
    with pytest.raises(AwError):
        other.ask("status")
    assert other.wait_until_free(0)


def test_nonsense_on_the_socket_does_not_end_the_service(first):
    first.serve(lambda request: {"asked": request})
    (path,) = [file.name for file in Path(get_runtime_dir()).glob("*.sock")]
    folder = os.open(get_runtime_dir(), os.O_RDONLY)
    try:
        for text in (b"\n", b"[]\n", b"{}\n", b"\xff\n", b""):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(f"/proc/self/fd/{folder}/{path}")
                connection.sendall(text)
    finally:
        os.close(folder)
    assert Instance(testing=False).ask("status") == {"asked": "status"}


def test_after_a_kill_the_next_start_is_clean(home):
    code = (
        "from aw_qt.instance import Instance; import time; i = Instance(False); i.acquire(); "
        "i.serve(lambda r: {}); print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], env=program_env(), stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        mine = Instance(testing=False)
        assert mine.is_held()
        child.kill()
    wait_until(lambda: not mine.is_held(), 5, "the lock to be free")
    mine.acquire()
    mine.serve(lambda request: {"fresh": True})
    assert Instance(testing=False).ask("status") == {"fresh": True}
    mine.release()
    assert not mine.wait_until_free(0) or not mine.is_held()


def test_directories_deeper_than_a_socket_address_may_be_long(monkeypatch, tmp_path):
    monkeypatch.setenv("AW_BASE_DIR", str(tmp_path / ("deep" * 20) / ("er" * 20)))
    instance = Instance(testing=False)
    instance.acquire()
    instance.serve(lambda request: {"deep": True})
    assert Instance(testing=False).ask("status") == {"deep": True}
    instance.release()
