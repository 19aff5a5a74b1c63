"""A real `aw-qt` process with files of its own, and a hand for its StatusNotifier menu."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from aw_core.errors import AwError
from aw_qt.firststart import remember, state_path
from aw_qt.instance import Instance
from tests.support.desktop import Desktop
from tests.support.programs import Answer, free_port, port_is_free, program, program_env, request
from tests.support.wait import patience, wait_until

OUTPUT = Path(__file__).resolve().parents[1] / "output"
"""Where screenshots to look at are kept; not in git."""
SERVER, AFK, WINDOW = "aw-server", "aw-watcher-afk", "aw-watcher-window"


class RealTray:
    """Starts `aw-qt` with its own base directory on a free port; everything it started is ended on exit.

    The base directory is set for this process too, so that the instance socket is the same.
    """

    def __init__(
        self, *args: str, env: Mapping[str, str] | None = None, port: int | None = None, first: bool = False
    ) -> None:
        """*first*: it is this person's first start, which opens a page."""
        self.args = list(args)
        self.port = port or free_port()
        self.base = Path(os.environ["HOME"]) / "aw"
        os.environ["AW_BASE_DIR"] = str(self.base)
        self.env = program_env({"AW_BASE_DIR": str(self.base), "PYTHONFAULTHANDLER": "1", **(env or {})})
        if not first:
            remember(state_path(testing=False))
        config = self.base / "config/aw-server/aw-server.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(f'[server]\nport = "{self.port}"\n')
        self.log = self.base / "tray.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.seen: set[psutil.Process] = set()
        self.port_is_ours = True
        """Whether the port must be free once everything has ended."""

    def start(self, *more: str) -> RealTray:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*program("aw-qt"), *self.args, *more],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """A further `aw-qt` that ends by itself."""
        return subprocess.run(
            [*program("aw-qt"), *args],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60 * patience(),
            check=False,
        )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def status(self) -> dict[str, Any]:
        """What --status would print; {} while there is no answer."""
        try:
            return Instance(testing="--testing" in self.args).ask("status")
        except AwError:
            return {}

    def module(self, name: str) -> dict[str, Any]:
        for module in self.status().get("modules", []):
            if module["name"] == name:
                if module["pid"]:
                    self._remember(module["pid"])
                return dict(module)
        return {"state": None, "pid": None}

    def _remember(self, pid: int) -> None:
        try:
            self.seen.add(psutil.Process(pid))
        except psutil.Error:
            return

    def wait_for(self, name: str, state: str, timeout: float = 20) -> dict[str, Any]:
        """The module once it is in that state."""

        def there() -> dict[str, Any] | None:
            module = self.module(name)
            return module if module["state"] == state else None

        try:
            found = wait_until(there, timeout, f"{name} to be {state}")
        except AssertionError as error:
            raise AssertionError(f"{error}; the tray's log:\n{self.log_text()[-3000:]}") from None
        assert found is not None
        return found

    def wait_running(self, *names: str, timeout: float = 20) -> RealTray:
        for name in names or (SERVER, AFK, WINDOW):
            self.wait_for(name, "running", timeout)
        return self

    def wait_healthy(self) -> None:
        """Until the tray says that all is well."""
        wait_until(lambda: self.status().get("health") == "ok", 10, "all to be well")

    def kill_module(self, name: str) -> int:
        """kill -9 of a module that runs; returns the pid that was killed."""
        pid = int(wait_until(lambda: self.module(name)["pid"], 5, f"the process of {name}"))
        os.kill(pid, signal.SIGKILL)
        return pid

    def api(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        return request(f"http://127.0.0.1:{self.port}/api/0/{path}", method, body, headers)

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def module_pids(self) -> list[int]:
        """The processes of all modules now."""
        return [module["pid"] for module in self.status().get("modules", []) if module["pid"]]

    def survivors(self) -> list[int]:
        """Modules seen at any time that still run."""
        return [process.pid for process in self.seen if _runs(process)]

    def end(self, number: int = signal.SIGTERM, timeout: float = 12) -> int:
        """Send the signal and wait for the end, so many seconds on a quiet machine; the exit status."""
        for name in (SERVER, AFK, WINDOW):
            self.module(name)
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout * patience())

    def __enter__(self) -> RealTray:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.process is not None and self.process.poll() is None:
                self.end()
        finally:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()
                self.process.wait(30)
            wait_until(lambda: not self.survivors(), 6, "the modules' end")
            if self.port_is_ours and kind is None:
                wait_until(lambda: port_is_free(self.port), 6, "the port to be free")


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


class StatusNotifierMenu:
    """The tray's menu as a StatusNotifier host sees it, over the desktop's session bus."""

    def __init__(self, desktop: Desktop, pid: int) -> None:
        self._desktop = desktop
        self.service = ""
        self._pid = pid

    def wait(self, timeout: float = 20) -> StatusNotifierMenu:
        """Until the tray's item is registered with a host."""
        self.service = wait_until(self._find, timeout, "the tray's StatusNotifier item")
        return self

    def _find(self) -> str:
        watcher = "org.kde.StatusNotifierWatcher"
        items = self._call(
            watcher,
            "/StatusNotifierWatcher",
            "org.freedesktop.DBus.Properties",
            "Get",
            "ss",
            watcher,
            "RegisteredStatusNotifierItems",
        )
        names = items[0]["data"] if items else []
        return next((n.split("/")[0] for n in names if f"StatusNotifierItem-{self._pid}-" in n), "")

    def _call(self, service: str, path: str, interface: str, method: str, *args: str) -> list[Any]:
        address = self._desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        argv = ["busctl", f"--address={address}", "--json=short", "call", service, path, interface, method, *args]
        text = self._desktop.output(argv)
        return list(json.loads(text)["data"]) if text.startswith("{") else []

    def layout(self) -> dict[str, dict[str, Any]]:
        """Every visible line by its label: id, enabled, tick, and the labels of its parents."""
        answer = self._call(
            self.service, "/MenuBar", "com.canonical.dbusmenu", "GetLayout", "iias", "0", "--", "-1", "0"
        )
        lines: dict[str, dict[str, Any]] = {}
        if answer:
            self._collect(answer[1], (), lines)
        return lines

    def _collect(self, node: list[Any], parents: tuple[str, ...], lines: dict[str, dict[str, Any]]) -> None:
        number, properties, children = node
        values = {name: value["data"] for name, value in properties.items()}
        label = str(values.get("label", "")).replace("__", "_")
        if label:
            lines[label] = {
                "id": number,
                "enabled": values.get("enabled", True),
                "ticked": bool(values["toggle-state"]) if values.get("toggle-type") else None,
                "under": parents,
            }
        for child in children:
            self._collect(child["data"], (*parents, label) if label else parents, lines)

    def click(self, label: str) -> None:
        """Choose the line whose label begins so, once it is there."""

        def find() -> dict[str, Any] | None:
            return next((value for text, value in self.layout().items() if text.startswith(label)), None)

        line = wait_until(find, 5, f"the line {label}")
        assert line is not None
        self._call(
            self.service,
            "/MenuBar",
            "com.canonical.dbusmenu",
            "Event",
            "isvu",
            str(line["id"]),
            "clicked",
            "i",
            "0",
            "0",
        )

    def icon_is_registered(self) -> bool:
        return bool(self._find())
