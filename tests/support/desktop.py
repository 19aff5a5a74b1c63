"""A complete throw-away X11 desktop: Xvfb, a private session bus, openbox and a tray host."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from .wait import patience, wait_until

Tray = Literal["trayer", "xfce4", "lxqt"]

_XFCE4 = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=640;y=785"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="3"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-3" type="string" value="systray"/>
  </property>
</channel>
"""
_LXQT = """[General]
panels=panel1
[panel1]
plugins=statusnotifier
position=Bottom
panelSize=32
width=100
width-percent=true
[statusnotifier]
type=statusnotifier
alignment=Right
"""
_TRAYER = (
    "trayer --edge bottom --align right --widthtype request --height 32 --SetDockType true "
    "--SetPartialStrut true --transparent false --expand true"
)


class Desktop:
    """Context manager. Children started with `run` and every part of the desktop end on exit, by process id.

    `tray=None` leaves the tray host out; `start_tray(kind)` adds one later (the start-up race).
    """

    def __init__(self, tray: Tray | None = "trayer", size: str = "1280x800x24", notifications: bool = False) -> None:
        self.tray = tray
        self.size = size
        self.notifications = notifications
        self.env: dict[str, str] = {}
        self.dir = Path()
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Desktop:
        self.dir = Path(tempfile.mkdtemp(prefix="desktop-"))
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        self.env = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        self.env["XDG_SESSION_TYPE"] = "x11"
        self.env["LANG"] = "C.UTF-8"
        run = self.dir / "run"
        run.mkdir(mode=0o700)
        self.env["XDG_RUNTIME_DIR"] = str(run)
        display = self._read_from_fd(
            lambda fd: [
                "Xvfb",
                "-displayfd",
                str(fd),
                "-screen",
                "0",
                self.size,
                "-nolisten",
                "tcp",
                "-noreset",
            ]
        )
        self.env["DISPLAY"] = f":{display}"
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._read_from_fd(
            lambda fd: ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={fd}"]
        )
        self.run(["openbox"])
        wait_until(lambda: "window id" in self.output(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]), 20, "openbox")
        if self.notifications:
            self.run(["dunst"])
            wait_until(lambda: self.bus_has("org.freedesktop.Notifications"), 20, "the notification daemon")
        if self.tray:
            self.start_tray(self.tray)

    def _read_from_fd(self, argv: Any) -> str:
        reader, writer = os.pipe()
        try:
            with (self.dir / "desktop.log").open("ab") as log:
                child = subprocess.Popen(
                    argv(writer),
                    pass_fds=[writer],
                    env=self.env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            self._children.append(child)
        finally:
            os.close(writer)
        answer = b""
        with os.fdopen(reader, "rb") as stream:
            killer = threading.Timer(30 * patience(), child.kill)
            killer.start()
            try:
                answer = stream.readline()
            finally:
                killer.cancel()
                killer.join()
        assert answer.strip(), f"{argv(0)[0]} did not start"
        return answer.decode().strip()

    def start_tray(self, kind: Tray) -> subprocess.Popen[bytes]:
        """Start a tray host and wait until it is ready: trayer is XEmbed only, lxqt StatusNotifier only."""
        config = Path(self.env["HOME"]) / ".config"
        if kind == "trayer":
            host = self.run(_TRAYER.split())
            wait_until(lambda: '"trayer"' in self.output(["xwininfo", "-root", "-tree"]), 20, "trayer")
            return host
        if kind == "xfce4":
            place = config / "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
            text, argv = _XFCE4, ["xfce4-panel", "--disable-wm-check"]
        else:
            place, text, argv = config / "lxqt/panel.conf", _LXQT, ["lxqt-panel"]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        host = self.run(argv)
        wait_until(lambda: self.bus_has("org.kde.StatusNotifierWatcher"), 30, f"{kind}'s StatusNotifier host")
        return host

    def bus_has(self, name: str) -> bool:
        """Whether somebody owns `name` on the private session bus."""
        call = "dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner"
        return "boolean true" in self.output([*call.split(), f"string:{name}"])

    def run(self, argv: Sequence[str], env: Mapping[str, str] | None = None, **more: Any) -> subprocess.Popen[bytes]:
        """Start a program on this desktop; it is ended with the desktop."""
        more.setdefault("stdin", subprocess.DEVNULL)
        with (self.dir / "desktop.log").open("ab") as log:
            more.setdefault("stdout", log)
            more.setdefault("stderr", log)
            child = subprocess.Popen(list(argv), env={**self.env, **(env or {})}, **more)
        self._children.append(child)
        return child

    def output(self, argv: Sequence[str], timeout: float = 20) -> str:
        """What a short command prints, whatever its exit status."""
        done = subprocess.run(
            list(argv),
            env=self.env,
            capture_output=True,
            timeout=timeout * patience(),
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")

    def xdotool(self, *args: str | int) -> str:
        """Synthetic input; returns what xdotool prints."""
        return self.output(["xdotool", *map(str, args)]).strip()

    def screenshot(self, path: Path | str) -> Path:
        """The whole screen as a PNG."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(target)], env=self.env, check=True, timeout=60 * patience())
        return target

    def window(self, title: str, timeout: float = 10) -> str:
        """Open an xterm with this title that stays until the end; returns its window id (decimal)."""
        script = f"printf '\\033]2;{title}\\007'; exec sleep 100000"
        self.run(["xterm", "-T", title, "-e", "sh", "-c", script])
        return wait_until(
            lambda: self.xdotool("search", "--onlyvisible", "--name", f"^{title}$").split("\n")[0],
            timeout,
            f"the window {title}",
        )

    def close(self) -> None:
        """End everything, newest first, the X server last."""
        for child in reversed(self._children):
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + 3 * patience()
        for child in reversed(self._children):
            try:
                child.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(30)
        self._children.clear()
        if self.dir != Path():
            shutil.rmtree(self.dir, ignore_errors=True)
