"""A throw-away home, and a display if wanted, for programs under test. Standard library only."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smoke_processes import SUFFIX, kill, running_in, wait_for

X_PROGRAMS = ("Xvfb", "openbox", "xterm", "xprop")
USER_LIBRARY_PATH = "/opt/of-the-user/lib"
"""A library path of the person's own: it must come through to the browser."""


def best_display() -> str:
    """How the desktop's part can be tried here: native, x or offscreen."""
    if sys.platform in {"win32", "darwin"}:
        return "native"
    return "x" if all(shutil.which(program) for program in X_PROGRAMS) else "offscreen"


class Session:
    """A home with awkward letters, its environment, its display; `programs`: the folder the programs lie in."""

    def __init__(self, programs: Path, place: Path, display: str) -> None:
        self.programs = programs
        self.display = display
        self.home = place / "häuschen mit Leerzeichen"
        self.opened = place / "opened.txt"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._children: list[subprocess.Popen[bytes]] = []
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.env = self._environment(place)

    # -- setting up --------------------------------------------------------------------------------------------------

    def _environment(self, place: Path) -> dict[str, str]:
        tools, traps, run = place / "tools", place / "traps", place / "run"
        for folder in (self.home, tools, traps, run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A frozen program that looks outside itself for modules falls over these.
        for module in ("sitecustomize", "flask", "aw_core", "PyQt5"):
            (traps / f"{module}.py").write_text("raise SystemExit('loaded from outside the bundle')\n")
        self._write_browser(tools / "xdg-open")
        env = {name: value for name, value in os.environ.items() if self._passes(name)}
        env |= {"HOME": str(self.home), "PYTHONPATH": str(traps), "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        if sys.platform == "linux":
            env |= {"XDG_RUNTIME_DIR": str(run), "LD_LIBRARY_PATH": USER_LIBRARY_PATH, "LC_ALL": "C.UTF-8"}
            config = self.home / ".config/activitywatch"
        else:
            env["AW_BASE_DIR"] = str(self.home / "aw")
            config = self.home / "aw/config"
        (config / "aw-server").mkdir(parents=True)
        (config / "aw-server/aw-server.toml").write_text(f"[server]\nport = {self.port}\n", encoding="utf-8")
        return env

    def _passes(self, name: str) -> bool:
        if name in {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "QT_QPA_PLATFORM", "LD_LIBRARY_PATH"}:
            return self.display == "native" and name != "LD_LIBRARY_PATH"
        return not name.startswith(("XDG_", "PYTHON", "QT_", "AW_"))

    def _write_browser(self, file: Path) -> None:
        """Stands in for the desktop's "open this": writes down what it was given."""
        file.write_text(
            f'#!/bin/sh\n{{ echo "TARGET=$1"; env; }} > "{self.opened}.part"\nmv "{self.opened}.part" "{self.opened}"\n'
        )
        file.chmod(0o755)

    def start_display(self) -> None:
        """Bring up what `display` says; the environment then leads to it."""
        if self.display == "offscreen":
            self.env["QT_QPA_PLATFORM"] = "offscreen"
        if self.display != "x":
            return
        screen = ["-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset", "-ac"]
        self.env["DISPLAY"] = ":" + self._told_by(lambda fd: ["Xvfb", "-displayfd", str(fd), *screen])
        if shutil.which("dbus-daemon"):
            bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile"]
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self._told_by(lambda fd: [*bus, f"--print-address={fd}"])
        self._run(["openbox"])
        # A window that opens before the window manager is there never gets the focus.
        wait_for(lambda: "window id" in self._root_property("_NET_SUPPORTING_WM_CHECK"), 20, "the window manager")
        if shutil.which("trayer"):
            self._run(["trayer"])
        self._run(["xterm", "-T", "A window to be seen", "-e", "sleep", "600"])

    def _root_property(self, name: str) -> str:
        command = ["xprop", "-display", self.env["DISPLAY"], "-root", name]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def _told_by(self, command: Callable[[int], list[str]]) -> str:
        """Start a program that writes one line to the file number it gets; that line."""
        reader, writer = os.pipe()
        self._run(command(writer), pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as stream:
            return stream.readline().strip()

    def _run(self, argv: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        log = (self.home.parent / "display.log").open("ab")
        env = {name: value for name, value in self.env.items() if name not in {"PYTHONPATH", "LD_LIBRARY_PATH"}}
        with log:
            child = subprocess.Popen(
                argv, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=pass_fds, cwd=self.home
            )
        self._children.append(child)

    def close(self) -> None:
        """End the display, and whatever of the bundle is still there."""
        for pid in running_in(self.programs):
            with contextlib.suppress(ProcessLookupError):
                kill(pid)
        for child in reversed(self._children):
            child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    # -- programs ----------------------------------------------------------------------------------------------------

    def program(self, name: str) -> str:
        """The path of one of the programs."""
        return str(self.programs / f"{name}{SUFFIX}")

    def call(self, name: str, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program to its end and keep what it says."""
        return subprocess.run(
            [self.program(name), *arguments],
            env=self.env,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
        )

    def start_tray(self) -> subprocess.Popen[bytes]:
        """Start aw-qt as a double-click would: no arguments, nothing on its standard input."""
        with self.said.open("ab") as log:
            return subprocess.Popen(
                [self.program("aw-qt")], env=self.env, cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def said(self) -> Path:
        """What aw-qt wrote to its terminal."""
        return self.home.parent / "aw-qt.log"

    # -- the server --------------------------------------------------------------------------------------------------

    def get(self, path: str) -> tuple[str, bytes]:
        """Content type and body of an address of the server. Raises OSError for any other answer than 200."""
        with self._opener.open(self.url + path.lstrip("/"), timeout=30) as reply:
            return reply.headers.get_content_type(), reply.read()

    def api(self, path: str) -> Any:
        """The JSON answer of `/api/0/<path>`."""
        return json.loads(self.get(f"api/0/{path}")[1])

    def post(self, path: str, body: Any) -> Any:
        """The JSON answer of `/api/0/<path>` to a JSON body."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}api/0/{path}", json.dumps(body).encode(), headers, method="POST")
        with self._opener.open(request, timeout=30) as reply:
            return json.loads(reply.read() or b"null")

    def answers(self) -> bool:
        """Whether the server answers."""
        try:
            return bool(self.api("info"))
        except OSError:
            return False

    def port_is_free(self) -> bool:
        """Whether somebody else could listen there now."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
            return True


def _free_port() -> int:
    """Below the ports that systems give to outgoing connections: one of those may be taken before aw-qt has it."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_768)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
