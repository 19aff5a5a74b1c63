"""Who listens on a port of this machine, so that "port taken" can name the program and its owner."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_LISTEN = "0A"
_PYTHON = re.compile(r"python[\d.]*w?(\.exe)?", re.IGNORECASE)


class PortHolder(NamedTuple):
    """The process behind a listening port; None where the system does not tell (another user's process)."""

    pid: int | None = None
    program: str | None = None
    user: str | None = None
    uid: int | None = None

    def describe(self) -> str:
        """For people: "aw-server (pid 123, user anna)"."""
        details = [f"pid {self.pid}"] if self.pid is not None else []
        if self.user or self.uid is not None:
            details.append(f"user {self.user or self.uid}")
        name = self.program or "another program"
        return f"{name} ({', '.join(details)})" if details else name


def who_holds(port: int) -> PortHolder | None:
    """The process that listens on `port` of the loopback or of all addresses, or None if none does."""
    return _from_proc(port, Path("/proc")) if sys.platform == "linux" else _from_psutil(port)


def program_name(command: Sequence[str]) -> str | None:
    """The name of a program from its argument list; a Python module or script counts, not the interpreter. Pure."""
    if not command or not command[0]:
        return None
    name = Path(command[0].replace("\\", "/")).name
    if not _PYTHON.fullmatch(name):
        return name
    arguments = list(command[1:])
    while arguments and arguments[0].startswith("-") and arguments[0] not in ("-m", "-c", "-"):
        # -W and -X take a word of their own when they stand alone.
        del arguments[: 2 if arguments[0] in ("-W", "-X") else 1]
    if len(arguments) > 1 and arguments[0] == "-m":
        return arguments[1].split(".")[0].replace("_", "-")
    if arguments and arguments[0] not in ("-m", "-c", "-"):
        return Path(arguments[0]).name.removesuffix(".py")
    return name


def _from_proc(port: int, proc: Path) -> PortHolder | None:
    for inode, uid in _listeners(port, proc):
        pid = _owner_of(inode, proc)
        program = _program_of(pid, proc) if pid is not None else None
        return PortHolder(pid, program, _user_name(uid), uid)
    return None


def _listeners(port: int, proc: Path) -> Iterator[tuple[str, int]]:
    """(socket inode, uid) of everything that listens on the port."""
    for table in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            address, local_port = fields[1].split(":")
            if fields[3] == _LISTEN and int(local_port, 16) == port and _concerns_loopback(address):
                yield fields[9], int(fields[7])


def _concerns_loopback(address: str) -> bool:
    """Whether the hexadecimal address (words in host order) is the loopback or "all addresses"."""
    words = [int(address[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(address), 8)]
    raw = b"".join(words)
    if not any(raw):
        return True
    if len(raw) == 16 and raw[:12] == bytes(10) + b"\xff\xff":
        raw = raw[12:]
    return raw[0] == 127 if len(raw) == 4 else raw == bytes(15) + b"\x01"


def _owner_of(inode: str, proc: Path) -> int | None:
    link = f"socket:[{inode}]"
    for entry in proc.iterdir():
        if entry.name.isdigit():
            try:
                if any(handle.readlink().name == link for handle in (entry / "fd").iterdir()):
                    return int(entry.name)
            except OSError:
                continue
    return None


def _program_of(pid: int, proc: Path) -> str | None:
    try:
        command = (proc / str(pid) / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        return program_name([os.fsdecode(part) for part in command]) or (proc / str(pid) / "comm").read_text().strip()
    except OSError:
        return None


def _user_name(uid: int) -> str | None:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _from_psutil(port: int) -> PortHolder | None:
    import psutil

    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        # macOS shows the table only to root: ask whether anybody is there, more cannot be said.
        return PortHolder() if _answers(port) else None
    for found in connections:
        if found.status == psutil.CONN_LISTEN and found.laddr and found.laddr.port == port:
            return _describe_pid(found.pid)
    return None


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _describe_pid(pid: int | None) -> PortHolder:
    import psutil

    try:
        process = psutil.Process(pid) if pid is not None else None
        if process is None:
            return PortHolder()
        uid = process.uids().real if hasattr(process, "uids") else None
        return PortHolder(pid, program_name(process.cmdline()) or process.name(), process.username(), uid)
    except psutil.Error:
        return PortHolder(pid)
