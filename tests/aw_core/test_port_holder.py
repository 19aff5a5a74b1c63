"""Who listens on a port: this very process, a program by its name, others by what the system tells."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from aw_core import port_holder
from aw_core.port_holder import PortHolder, program_name, who_holds
from tests.support.programs import free_port


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def test_this_process(listening: socket.socket) -> None:
    holder = who_holds(port_of(listening))
    assert holder is not None
    assert holder.pid == os.getpid()
    assert holder.uid == os.getuid()
    assert holder.user == getpass.getuser()
    assert holder.describe().endswith(f"(pid {os.getpid()}, user {getpass.getuser()})")


def test_nobody() -> None:
    assert who_holds(free_port()) is None


@pytest.mark.parametrize("address", ["::1", "::", "0.0.0.0"])
def test_other_addresses_of_this_machine(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        server = socket.create_server((address, 0), family=family)
    except OSError:
        pytest.skip("no IPv6 here")
    with server:
        holder = who_holds(port_of(server))
        assert holder is not None
        assert holder.pid == os.getpid()


def test_a_client_of_the_port_does_not_hold_it(listening: socket.socket) -> None:
    with socket.create_connection(listening.getsockname()) as client:
        assert who_holds(int(client.getsockname()[1])) is None


def test_a_module_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "some_server.py").write_text(
        "import socket\ns = socket.create_server(('127.0.0.1', 0))\nprint(s.getsockname()[1], flush=True)\ninput()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-m", "some_server"], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    try:
        holder = who_holds(int(child.stdout.readline()))
        assert holder is not None
        assert holder.describe() == f"some-server (pid {child.pid}, user {getpass.getuser()})"
    finally:
        child.communicate("\n", timeout=60)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["/usr/bin/aw-server", "--testing"], "aw-server"),
        (["/venv/bin/python3.11", "-m", "aw_server", "--port", "1"], "aw-server"),
        (["python", "-X", "dev", "-W", "error", "-m", "aw_server.main"], "aw-server"),
        (["/venv/bin/python", "/venv/bin/aw-server"], "aw-server"),
        (["python3", "-u", "tool.py", "-m", "x"], "tool"),
        (["python3", "-c", "pass"], "python3"),
        (["python3"], "python3"),
        (["C:\\Programs\\pythonw.exe", "-m", "aw_server"], "aw-server"),
        (["C:\\Programs\\aw-server.exe"], "aw-server.exe"),
        (["pythonista"], "pythonista"),
        ([], None),
        ([""], None),
    ],
)
def test_program_name(command: list[str], name: str | None) -> None:
    assert program_name(command) == name


@pytest.mark.parametrize(
    ("holder", "text"),
    [
        (PortHolder(123, "aw-server", "anna", 1000), "aw-server (pid 123, user anna)"),
        (PortHolder(None, None, "anna", 1000), "another program (user anna)"),
        (PortHolder(None, None, None, 1000), "another program (user 1000)"),
        (PortHolder(5, "x"), "x (pid 5)"),
        (PortHolder(), "another program"),
    ],
)
def test_describe(holder: PortHolder, text: str) -> None:
    assert holder.describe() == text


HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def fake_proc(root: Path, tcp: str = "", tcp6: str = "") -> Path:
    (root / "net").mkdir(parents=True)
    (root / "net/tcp").write_text(HEADER + tcp)
    (root / "net/tcp6").write_text(HEADER + tcp6)
    return root


def row(address: str, state: str = "0A", uid: int = 4242) -> str:
    return f"   0: {address} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000  {uid}        0 999 1 0 100\n"


@pytest.mark.skipif(sys.byteorder != "little", reason="the kernel writes words in host order")
@pytest.mark.parametrize(
    ("table", "address", "counts"),
    [
        ("tcp", "0100007F:15E0", True),
        ("tcp", "00000000:15E0", True),
        ("tcp", "0101A8C0:15E0", False),  # 192.168.1.1 does not keep anybody from 127.0.0.1
        ("tcp", "0100007F:15E1", False),
        ("tcp6", "00000000000000000000000000000000:15E0", True),
        ("tcp6", "00000000000000000000000001000000:15E0", True),
        ("tcp6", "0000000000000000FFFF00000100007F:15E0", True),
        ("tcp6", "000080FE00000000FF005450B6A9C2FE:15E0", False),
    ],
)
def test_another_users_process_shows_only_its_user(table: str, address: str, counts: bool, tmp_path: Path) -> None:
    proc = fake_proc(tmp_path / "proc", **{table: row(address)})
    expected = PortHolder(None, None, None, 4242) if counts else None
    assert port_holder._from_proc(5600, proc) == expected


def test_a_connection_is_no_listener(tmp_path: Path) -> None:
    assert port_holder._from_proc(5600, fake_proc(tmp_path / "proc", tcp=row("0100007F:15E0", state="01"))) is None


def test_no_proc_at_all(tmp_path: Path) -> None:
    assert port_holder._from_proc(5600, tmp_path / "nothing") is None


def test_elsewhere_psutil_tells(listening: socket.socket) -> None:
    holder = port_holder._from_psutil(port_of(listening))
    assert holder is not None
    assert (holder.pid, holder.uid, holder.user) == (os.getpid(), os.getuid(), getpass.getuser())
    assert port_holder._from_psutil(free_port()) is None


def test_elsewhere_a_system_that_refuses(listening: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_kind: str) -> Any:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "net_connections", refuse)
    assert port_holder._from_psutil(port_of(listening)) == PortHolder()
    assert port_holder._from_psutil(free_port()) is None


def test_elsewhere_a_process_that_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    def table(pid: int | None) -> Any:
        found = types.SimpleNamespace(status=psutil.CONN_LISTEN, laddr=types.SimpleNamespace(port=5600), pid=pid)
        return lambda _kind: [types.SimpleNamespace(status=psutil.CONN_LISTEN, laddr=(), pid=1), found]

    monkeypatch.setattr(psutil, "net_connections", table(None))
    assert port_holder._from_psutil(5600) == PortHolder()
    monkeypatch.setattr(psutil, "net_connections", table(2**30))
    assert port_holder._from_psutil(5600) == PortHolder(2**30)
