"""What the `wakatime-cli` of today's plug-ins does on the wire, where the program itself cannot be had.

Made of what is known about it: addresses, headers, bodies, which answers it understands, what it sends again.
Two generations differ: version 1.90 sends 25 at a time, goes by the order of the answers and reads them into typed
fields, so that one odd value spoils the whole reply; the newest sends 10, and looks for its heartbeats in the echo.
"""

from __future__ import annotations

import base64
import configparser
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.error import URLError
from urllib.parse import quote_plus

from .programs import Answer, request

OK, FAILED, API, AUTH, BACKOFF = 0, 1, 102, 104, 112
"""Exit codes."""
_ECHOED: Final = ("time", "cursorpos", "type", "category", "project", "branch", "entity", "is_write")
_KEY: Final = re.compile(r"(waka_)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_CATEGORIES: Final = {
    *("coding", "browsing", "building", "code reviewing", "communicating", "debugging", "designing", "indexing"),
    *("learning", "manual testing", "meeting", "planning", "researching", "running tests", "translating"),
    *("writing docs", "writing tests"),
}
_MOST_IN_A_SYNC: Final = 1000

Beat = dict[str, Any]


class Generation(NamedTuple):
    """What differs between versions."""

    version: str
    batch: int
    by_echo: bool


OLD: Final = Generation("v1.90.0", 25, by_echo=False)
NEW: Final = Generation("v2.26.0", 10, by_echo=True)


class Unreadable(Exception):
    """An answer that the program cannot make sense of."""


class WakatimeCli:
    """One user's program: its settings file, its queue, the moment until which it leaves the server alone."""

    def __init__(self, home: Path, generation: Generation, *, editor: str = "vscode/1.95.3", machine: str) -> None:
        self.settings = configparser.ConfigParser(interpolation=None, delimiters=("=",))
        self.settings.read(home / ".wakatime.cfg")
        self.generation = generation
        self.machine = machine
        self.now = 0.0
        self.said = ""
        self.queue: dict[str, Beat] = {}
        self._retries = 0
        self._wait_until = 0.0
        self._last_sent = -1e9
        plugin = f"{editor.partition('/')[0]}-wakatime/24.8.0"
        self.agent = f"wakatime/{generation.version} (linux-6.11.9-x86_64) go1.22.5 {editor} {plugin}"

    # -- commands ------------------------------------------------------------------------------------------------

    def heartbeat(self, beat: Beat, extra: Iterable[Beat] = ()) -> int:
        """`--entity …`, with `--extra-heartbeats`: send at once, or keep it while it is too early."""
        beats = [{"user_agent": self.agent, **one} for one in (beat, *extra)]
        if self.now < self._wait_until:
            self._keep(beats)
            return BACKOFF
        limit = float(self.settings.get("settings", "heartbeat_rate_limit_seconds", fallback="120"))
        if self.now - self._last_sent < limit:
            self._keep(beats)
            return OK
        self._last_sent = self.now
        code = self._send_all(beats)
        return code if code != OK else self.sync_offline_activity()

    def sync_offline_activity(self, most: int = _MOST_IN_A_SYNC) -> int:
        """`--sync-offline-activity`: drain the queue, oldest first."""
        left = most
        while self.queue and left > 0:
            names = sorted(self.queue)[: min(left, self.generation.batch)]
            beats = [self.queue.pop(name) for name in names]
            left -= len(beats)
            before = len(self.queue)
            code = self._send_all(beats)
            if code != OK or len(self.queue) > before:
                return code
        return OK

    def offline_count(self) -> int:
        """`--offline-count`."""
        return len(self.queue)

    def today(self, *, output: str = "text") -> int:
        """`--today`: what the status bar shows, printed to `said`."""
        reply = self._get("/users/current/statusbar/today")
        if isinstance(reply, int):
            return reply
        found = reply["data"]
        total = found["grand_total"]
        assert all(type(total[name]) is int for name in ("hours", "minutes")), total
        assert type(total["total_seconds"]) in (int, float)
        if output == "json":
            self.said = json.dumps({"text": total["text"], "has_team_features": reply["has_team_features"]})
        elif len(found["categories"]) > 1:
            self.said = ", ".join(f"{one['text']} {one['name']}" for one in found["categories"])
        else:
            self.said = total["text"]
        return OK

    def today_goal(self, goal_id: str) -> int:
        """`--today-goal`: what was reached of a goal today."""
        reply = self._get(f"/users/current/goals/{goal_id}")
        if isinstance(reply, int):
            return reply
        data = reply["data"]
        # Its struct holds texts there; objects would make the whole reply unreadable.
        assert all(isinstance(one, str) for one in data["shared_with"])
        bars = data["chart_data"]
        if not bars:
            return FAILED
        assert all(type(bar["goal_seconds"]) is int for bar in bars)
        self.said = bars[-1]["actual_seconds_text"]
        return OK

    def file_experts(self, entity: str, project: str, root_count: int) -> int:
        """`--file-experts`: who knows the file."""
        body = {"entity": entity, "project": project, "project_root_count": root_count}
        reply = self._ask("POST", "/users/current/file_experts", body)
        if reply is None or reply.status not in (200, 202):
            return API
        people = reply.json["data"]
        self.said = ", ".join(
            f"{'You' if p['user']['is_current_user'] else p['user']['name']}: {p['total']['text']}" for p in people
        )
        return OK

    def report_crash(self, message: str) -> int:
        """What it sends after a panic; anything but 201 is a failure."""
        body = {
            "architecture": "amd64",
            "cli_version": self.generation.version,
            "is_panic": True,
            "logs": "",
            "error_message": message,
            "platform": "linux",
            "plugin": "vscode-wakatime",
            "stacktrace": "goroutine 1",
        }
        reply = self._ask("POST", "/plugins/errors", body)
        return OK if reply is not None and reply.status == 201 else API

    # -- the wire ------------------------------------------------------------------------------------------------

    def _send_all(self, beats: list[Beat]) -> int:
        code = OK
        for at in range(0, len(beats), self.generation.batch):
            part = beats[at : at + self.generation.batch]
            codes = [self._send(base, key, part) for base, key in self._servers(part)]
            code = next((one for one in codes if one != OK), code)
        return code

    def _send(self, base: str, key: str, beats: list[Beat]) -> int:
        reply = self._ask("POST", "/users/current/heartbeats.bulk", beats, base, key)
        if reply is None or reply.status not in (201, 202):
            self._keep(beats)
            self._back_off()
            return AUTH if reply is not None and reply.status == 401 else API
        self._retries, self._wait_until = 0, 0.0
        try:
            responses = self._results(reply)
        except (Unreadable, ValueError, KeyError, TypeError):
            self._keep(beats)
            return API
        self._keep(self._unsettled(beats, responses))
        return OK

    def _results(self, reply: Answer) -> list[tuple[Beat | None, int]]:
        found = []
        for body, status in reply.json["responses"]:
            if status >= 400:
                if "error" not in body and "errors" not in body:
                    raise Unreadable("an error without words")
                found.append((None, status))
            else:
                data = body.get("data")
                if data is not None and not self.generation.by_echo:
                    _typed(data)
                found.append((data, status))
        return found

    def _unsettled(self, beats: list[Beat], responses: list[tuple[Beat | None, int]]) -> list[Beat]:
        """Those to be sent again: 400 drops one, every other failure and every missing answer keeps it."""
        settled = []
        for at, (data, status) in enumerate(responses):
            if status in (201, 202, 400):
                settled.append(self._meant(beats, at, data))
        return [beat for beat in beats if not any(beat is one for one in settled)]

    def _meant(self, beats: list[Beat], at: int, data: Beat | None) -> Beat | None:
        if self.generation.by_echo and data is not None and ("entity" in data or "time" in data):
            return next((b for b in beats if all(b.get(name) == data.get(name) for name in _ECHOED)), None)
        return beats[at] if at < len(beats) else None

    def _keep(self, beats: Iterable[Beat]) -> None:
        for beat in beats:
            names = ("entity", "type", "category", "project", "branch", "is_write", "cursorpos")
            key = "-".join([f"{beat['time']:017.6f}", *(str(beat.get(name)) for name in names)])
            self.queue[key] = beat

    def _back_off(self) -> None:
        self._wait_until = self.now + min(15.0 * 2**self._retries, 3600)
        self._retries += 1

    def _servers(self, beats: list[Beat]) -> list[tuple[str, str]]:
        """Address and key of the settings, and every other one whose expression a file matches."""
        found = [(self._base(), self._key())]
        if self.settings.has_section("api_urls"):
            for regex, value in self.settings.items("api_urls"):
                url, _, key = value.partition("|")
                if any(re.search(regex, beat["entity"]) for beat in beats):
                    found.append((_base_of(url.strip()), key.strip()))
        return found

    def _base(self) -> str:
        return _base_of(self.settings.get("settings", "api_url"))

    def _key(self) -> str:
        return self.settings.get("settings", "api_key")

    def _get(self, path: str) -> Any:
        """The JSON of an answer, or the exit code."""
        reply = self._ask("GET", path)
        if reply is None:
            return API
        return reply.json if reply.status in (200, 202) else (AUTH if reply.status == 401 else API)

    def _ask(self, method: str, path: str, body: Any = None, base: str = "", key: str = "") -> Answer | None:
        """None where nobody answers."""
        key = key or self._key()
        if not _KEY.fullmatch(key):
            raise SystemExit(AUTH)
        headers: Mapping[str, str] = {
            "Authorization": "Basic " + base64.b64encode(key.encode()).decode(),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": self.agent,
            "X-Machine-Name": quote_plus(self.machine),
            "Timezone": "Europe/Berlin",
        }
        try:
            return request(f"{base or self._base()}{path}", method, body, headers, timeout=120)
        except (URLError, OSError):
            return None


def _typed(data: Beat) -> None:
    """What is echoed goes into fields with types: an odd value spoils the reply."""
    kinds = {"category": _CATEGORIES, "type": {"file", "domain", "app"}}
    for name, allowed in kinds.items():
        if name in data and data[name] not in allowed:
            raise Unreadable(name)
    if "dependencies" in data and not isinstance(data["dependencies"], list):
        raise Unreadable("dependencies")
    for name, kind in (("cursorpos", int), ("lineno", int), ("lines", int), ("is_write", bool), ("entity", str)):
        if name in data and type(data[name]) is not kind:
            raise Unreadable(name)


def _base_of(url: str) -> str:
    """The base of any address that people have in their settings."""
    url = url.rstrip("/").removesuffix(".bulk")
    for ending in ("/users/current/heartbeats", "/heartbeats", "/heartbeat"):
        url = url.removesuffix(ending)
    return url.rstrip("/")
