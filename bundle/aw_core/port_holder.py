"""Who listens on a TCP port of this machine, in words a person can act on."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_LISTEN = "0A"


@dataclass(frozen=True)
class PortHolder:
    """What could be found out; another user's process shows its user but not its name."""

    pid: int | None = None
    program: str | None = None
    user: str | None = None
    uid: int | None = None

    def describe(self) -> str:
        """For instance "aw-server (pid 123, user anna)"."""
        parts = []
        if self.pid is not None:
            parts.append(f"pid {self.pid}")
        if self.user is not None:
            parts.append(f"user {self.user}")
        name = self.program or "another program"
        return f"{name} ({', '.join(parts)})" if parts else name


def who_holds(port: int) -> PortHolder | None:
    """The program that listens on `port`, or None if nobody seems to."""
    return _who_on_linux(port) if sys.platform == "linux" else _who_elsewhere(port)


def _who_on_linux(port: int) -> PortHolder | None:
    """The user from the kernel's socket table (always visible), the process from /proc (where permitted)."""
    found = _listening_socket(port)
    if found is None:
        return None
    uid, inode = found
    pid = _owner_of_inode(inode)
    return PortHolder(pid, _program_name(pid) if pid is not None else None, _user_name(uid), uid)


def _listening_socket(port: int) -> tuple[int, str] | None:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            parts = line.split()
            if parts[3] == _LISTEN and int(parts[1].rsplit(":", 1)[1], 16) == port:
                return int(parts[7]), parts[9]
    return None


def _owner_of_inode(inode: str) -> int | None:
    wanted = f"socket:[{inode}]"
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            for link in (process / "fd").iterdir():
                if os.readlink(link) == wanted:  # noqa: PTH115 - the target is no path
                    return int(process.name)
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return None


def _program_name(pid: int) -> str | None:
    """The name a person would call it: for an interpreter, the script or module it runs."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return None
    return program_from_command(command)


def program_from_command(command: list[str]) -> str | None:
    """The program's name from its argument list."""
    if not command or not command[0]:
        return None
    name = Path(command[0]).name
    if not name.startswith("python"):
        return name
    arguments = command[1:]
    if "-m" in arguments[:-1]:
        return arguments[arguments.index("-m") + 1].replace("_", "-")
    script = next((argument for argument in arguments if not argument.startswith("-")), None)
    return Path(script).name if script else name


def _user_name(uid: int) -> str:
    if sys.platform == "win32":
        return str(uid)
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _who_elsewhere(port: int) -> PortHolder | None:
    import psutil

    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.Error:
        return PortHolder()  # macOS asks for root: somebody is there, more cannot be said
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
            return _from_psutil(connection.pid)
    return None


def _from_psutil(pid: int | None) -> PortHolder:
    import psutil

    if pid is None:
        return PortHolder()
    try:
        process = psutil.Process(pid)
        return PortHolder(pid, process.name(), process.username())
    except psutil.Error:
        return PortHolder(pid)
