#!/usr/bin/env python3
"""Prove that an archive, a package or an installed folder works: unpack, start, ask, kill, start twice, stop.

Every check is printed with its result; the exit status is 0 when all held. Run as root it tries everything as the
user `nobody`. Standard library only: it runs on machines where nothing of the project is installed.
"""

from __future__ import annotations

import argparse
import encodings.idna  # noqa: F401 - loaded now: as `nobody` the folder of this interpreter may be out of reach
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import freezing
import smoke_libraries
import smoke_subject
from smoke_processes import kill, mapped_libraries, memory, running_in, wait_for
from smoke_session import USER_LIBRARY_PATH, Session, best_display

PROGRAMS = ("aw-qt", "aw-server", "aw-watcher-afk", "aw-watcher-window", "aw-client", "aw-cli")
WATCHERS = ("aw-watcher-afk", "aw-watcher-window")
NOBODY = 65534


class Failed(Exception):
    """A check did not hold; the text says what was seen."""


def expect(holds: bool, seen: object) -> None:
    if not holds:
        raise Failed(str(seen))


class Smoke:
    """The checks, in the order of a person's first minutes."""

    def __init__(self, session: Session, short: bool) -> None:
        self.session = session
        self.short = short
        self.failures = 0
        self.tray: subprocess.Popen[bytes] | None = None
        self.before = smoke_subject.fingerprint(session.programs)

    def run(self) -> int:
        """All checks; returns how many failed."""
        self.check("every program tells its version", self.versions)
        self.session.start_display()
        if self.check("aw-qt starts and the server answers", self.start):
            self.check("the page and everything it loads come from the server", self.page)
            self.check("today's figures are told, in a time zone by name", self.today)
            self.check("a query is answered with columns (numpy)", self.query)
            self.check("the API describes itself and can be tried out", self.playground)
            self.check("the supervisor reports its modules", self.modules)
            if self.session.display in {"x", "native"}:
                self.check("both buckets fill", self.buckets)
            self.check("a killed watcher comes back", self.comes_back)
            self.check("a second start ends with 0 and the browser gets a clean environment", self.second_start)
            if sys.platform == "linux":
                self.check("no library comes from outside but the host's own", self.libraries)
                self.check("memory of the whole desktop", self.weigh)
            self.check("aw-qt --stop ends everything and frees the port", self.stop)
            if not self.short and sys.platform != "win32":
                self.check("started again, it kept what it had; SIGTERM ends everything", self.again)
        self.check("nothing was written beside the programs", self.untouched)
        if sys.platform == "linux":
            self.check("what was written lies in the person's folders, for them alone", self.private)
        if self.failures:
            self.show_logs()
        return self.failures

    def check(self, name: str, body: Callable[[], str | None]) -> bool:
        """Run one check and print what came of it."""
        started = time.monotonic()
        try:
            detail, held = body() or "", True
        except (Failed, TimeoutError, OSError, LookupError, subprocess.SubprocessError) as error:
            detail, held = str(error) or type(error).__name__, False
        except Exception:
            detail, held = traceback.format_exc(), False
        self.failures += not held
        taken = f"{time.monotonic() - started:.1f} s"
        print(f"  {'ok  ' if held else 'FAIL'} {name} ({taken}){': ' + detail if detail else ''}", flush=True)
        return held

    # -- the checks --------------------------------------------------------------------------------------------------

    def versions(self) -> str:
        told = {}
        for name in PROGRAMS:
            times = []
            for _ in range(1 if self.short else 3):
                begun = time.monotonic()
                done = self.session.call(name, "--version")
                times.append(time.monotonic() - begun)
                expect(done.returncode == 0, f"{name} --version ended with {done.returncode}: {done.stdout}")
            told[name] = (done.stdout.split()[-1].removeprefix("v"), min(times))
        expect(len({version for version, _ in told.values()}) == 1, told)
        speeds = ", ".join(f"{name} {taken * 1000:.0f} ms" for name, (_, taken) in told.items())
        return f"{told['aw-qt'][0]}; {speeds}"

    def start(self) -> str:
        begun = time.monotonic()
        self.tray = self.session.start_tray()
        wait_for(self._answers_or_dead, 60, "the server")
        return f"answered after {(time.monotonic() - begun) * 1000:.0f} ms on port {self.session.port}"

    def _answers_or_dead(self) -> bool:
        assert self.tray is not None
        if self.tray.poll() is not None:
            raise Failed(f"aw-qt ended with {self.tray.returncode}: {self._said()[-2000:]}")
        return self.session.answers()

    def page(self) -> str:
        kind, body = self.session.get("/")
        expect(kind == "text/html" and b"not built" not in body, f"{kind}: {body[:200]!r}")
        parts = [part.split('"')[0] for part in body.decode().replace("src=", "href=").split('href="')[1:]]
        own = [part for part in parts if not part.startswith(("http:", "https:", "//", "data:"))]
        expect(own == parts, f"the page names another host: {parts}")
        wanted = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
        for part in own:
            kind, body = self.session.get(part)
            expect(
                bool(body) and kind == wanted.get(part.rpartition(".")[2], kind), f"{part}: {kind}, {len(body)} bytes"
            )
        expect(any(part.endswith(".js") for part in own), f"no script in the page: {parts}")
        return f"{len(own)} files"

    def today(self) -> str:
        told = self.session.api("today?timezone=Pacific/Chatham")
        expect(told["timezone"] == "Pacific/Chatham" and told["start"].endswith(":45"), told)
        return f"from {told['start']}"

    def query(self) -> str:
        bucket = "smoke-query_box"
        self.session.post(f"buckets/{bucket}", {"client": "smoke", "type": "currentwindow", "hostname": "box"})
        stamps = [("10:00:00", 60, "Inbox - Thunderbird"), ("10:01:02", 58, "main.py - Visual Studio Code")]
        for at, seconds, title in stamps:
            event = {"timestamp": f"2026-01-02T{at}Z", "duration": seconds, "data": {"app": title[-4:], "title": title}}
            self.session.post(f"buckets/{bucket}/events", event)
        query = [
            f'e = flood(query_bucket("{bucket}"));',
            'e = split_by_period(categorize(e, classes()), "day", "Europe/Stockholm");',
            'RETURN = merge_events_by_keys(e, ["$category", "$period"]);',
        ]
        period = "2026-01-02T00:00:00+00:00/2026-01-03T00:00:00+00:00"
        (found,) = self.session.post("query/", {"query": query, "timeperiods": [period]})
        total = sum(event["duration"] for event in found)
        expect(total == 120.0, f"two minutes, two seconds of them a hole to be filled: {found}")
        return ", ".join(" > ".join(event["data"]["$category"]) for event in found)

    def playground(self) -> str:
        described = json.loads(self.session.get("api/openapi.json")[1])
        kind, body = self.session.get("api/")
        expect(kind == "text/html" and b"<script" in body, f"{kind}: {body[:200]!r}")
        return f"{len(described['paths'])} paths"

    def modules(self) -> str:
        names = {"aw-server", *WATCHERS}

        def all_told() -> dict[str, str]:
            states = {module["name"]: module["state"] for module in self.session.api("modules")["modules"]}
            return states if names <= set(states) and states["aw-server"] == "running" else {}

        states = wait_for(all_told, 30, "the supervisor's report")
        status = self.session.call("aw-qt", "--status")
        expect(status.returncode == 0 and "aw-server" in status.stdout, status.stdout)
        return ", ".join(f"{name} {state}" for name, state in sorted(states.items()))

    def buckets(self) -> str:
        found: dict[str, int] = {}

        def filled() -> dict[str, int]:
            for name, bucket in self.session.api("buckets/").items():
                found[bucket["client"]] = len(self.session.api(f"buckets/{name}/events?limit=10"))
            return found if all(found.get(client) for client in WATCHERS) else {}

        try:
            wait_for(filled, 30, "events")
        except TimeoutError as error:
            raise Failed(f"{error}; seen: {found}") from error
        return ", ".join(f"{client}: {count} events" for client, count in sorted(found.items()))

    def comes_back(self) -> str:
        name = "aw-watcher-window"
        first = wait_for(lambda: self._pid(name), 30, f"{name} to run")
        begun = time.monotonic()
        kill(first)
        wait_for(lambda: self._pid(name) not in {0, first}, 60, f"{name} to come back")
        return f"after {time.monotonic() - begun:.1f} s"

    def _pid(self, name: str) -> int:
        """The process id the supervisor reports, if that process runs; else 0."""
        reported = [entry["pid"] for entry in self.session.api("modules")["modules"] if entry["name"] == name]
        return next((int(pid) for pid in reported if pid in running_in(self.session.programs)), 0)

    def second_start(self) -> str:
        self.session.opened.unlink(missing_ok=True)
        done = self.session.call("aw-qt")
        expect(done.returncode == 0, f"ended with {done.returncode}: {done.stdout}")
        if self.session.display not in {"x", "offscreen"}:
            return "the browser is not looked at here"
        wait_for(self.session.opened.exists, 20, "the browser to be called")
        lines = self.session.opened.read_text(encoding="utf-8", errors="replace").splitlines()
        seen = dict(line.split("=", 1) for line in lines if "=" in line)
        leaks = [line for line in lines if str(self.session.programs) in line or "_MEI" in line]
        expect(not leaks, f"leads into the bundle: {leaks}")
        expect(seen.get("TARGET", "").startswith(self.session.url), seen.get("TARGET"))
        expect(seen.get("LD_LIBRARY_PATH") == USER_LIBRARY_PATH, f"LD_LIBRARY_PATH={seen.get('LD_LIBRARY_PATH')}")
        expect(not {"QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "LD_LIBRARY_PATH_ORIG"} & set(seen), sorted(seen))
        return f"{seen['TARGET']} with {len(seen) - 1} variables, none of them ours"

    def libraries(self) -> str:
        processes = wait_for(self._all_four, 30, "all programs to run")
        loaded = [mapped_libraries(pid) for pid in processes]
        expect(all(loaded), "cannot see what the processes loaded")
        both = set().union(*loaded)
        strange = smoke_libraries.strangers(both, self.session.programs)
        expect(not strange, strange)
        host = [path for path in both if not path.is_relative_to(self.session.programs)]
        return f"{len(both) - len(host)} from the bundle, {len(host)} of the host, in {len(processes)} processes"

    def _all_four(self) -> dict[int, str]:
        """The tray, the server and the watchers, once nothing else of ours runs."""
        found = running_in(self.session.programs)
        return found if sorted(found.values()) == sorted(("aw-qt", "aw-server", *WATCHERS)) else {}

    def weigh(self) -> str:
        shares = {name: memory(pid) or 0 for pid, name in sorted(self._all_four().items())}
        each = ", ".join(f"{name} {share / 1e6:.0f}" for name, share in shares.items())
        return f"{sum(shares.values()) / 1e6:.0f} MB ({each})"

    def stop(self) -> str:
        begun = time.monotonic()
        done = self.session.call("aw-qt", "--stop")
        expect(done.returncode == 0, f"ended with {done.returncode}: {done.stdout}")
        return self._all_gone(begun)

    def _all_gone(self, begun: float) -> str:
        assert self.tray is not None
        self.tray.wait(60)
        taken = time.monotonic() - begun
        expect(self.tray.returncode == 0, f"aw-qt ended with {self.tray.returncode}: {self._said()[-1000:]}")
        wait_for(lambda: not running_in(self.session.programs), 20, "the last process to end")
        wait_for(self.session.port_is_free, 20, "the port to be free")
        return f"gone after {taken:.1f} s"

    def again(self) -> str:
        self.start()
        kept = self.session.api("buckets/")
        expect(self.session.display != "x" or len(kept) >= 2, f"buckets after the restart: {sorted(kept)}")
        assert self.tray is not None
        begun = time.monotonic()
        self.tray.terminate()
        return f"{len(kept)} buckets; {self._all_gone(begun)}"

    def untouched(self) -> None:
        after = smoke_subject.fingerprint(self.session.programs)
        changed = sorted(name for name in {*self.before, *after} if self.before.get(name) != after.get(name))
        expect(not changed, changed[:10])

    def private(self) -> str:
        home = self.session.home
        files = [path for path in home.rglob("*") if path.is_file()]
        names = {path.name for path in files}
        expect("activitywatch.db" in names, f"no database among {sorted(names)}")
        open_to_others = sorted(
            str(path.relative_to(home))
            for path in (home / ".local/share/activitywatch").rglob("*")
            if path.stat().st_mode & 0o077
        )
        expect(not open_to_others, open_to_others)
        return f"{len(files)} files"

    # -- when something failed ---------------------------------------------------------------------------------------

    def _said(self) -> str:
        return self.session.said.read_text(encoding="utf-8", errors="replace") if self.session.said.exists() else ""

    def show_logs(self) -> None:
        """The last lines of every log of the throw-away home."""
        print("  -- aw-qt said:", *self._said().splitlines()[-30:], sep="\n     ")
        for log in sorted(self.session.home.rglob("*.log")):
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            print(f"  -- {log.name}:", *lines, sep="\n     ")


# --- Subjects --------------------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "subjects", nargs="*", type=Path, help="archive, .deb, .rpm or folder; none: what lies in dist/"
    )
    parser.add_argument("--display", choices=("auto", "native", "x", "offscreen", "none"), default="auto")
    parser.add_argument("--short", action="store_true", help="leave out repetitions and the restart")
    parser.add_argument("--install", action="store_true", help="install a .deb with apt-get, try it, remove it (root)")
    options = parser.parse_args()
    subjects = options.subjects or sorted(
        file for pattern in ("*.zip", "*.tar.xz") for file in (freezing.ROOT / "dist").glob(pattern)
    )
    if not subjects:
        print("smoke: nothing to try; say `make package` first or name an archive", file=sys.stderr)
        return 2
    display = best_display() if options.display == "auto" else options.display
    failed = 0
    for subject in subjects:
        print(f"smoke: {subject.name} (display: {display})", flush=True)
        failed += (
            installed(subject, display, options.short) if options.install else apart(subject, display, options.short)
        )
    print(f"smoke: {'everything held' if not failed else f'{failed} checks failed'}", flush=True)
    return 1 if failed else 0


def installed(package: Path, display: str, short: bool) -> int:
    """Install the Debian package, try the installed programs, remove it and look for leftovers."""
    commands = [Path("/usr/bin") / name for name in PROGRAMS]
    _apt("install", "--no-install-recommends", str(package.resolve()))
    try:
        mute = [str(command) for command in commands if _quiet(str(command), "--version").returncode]
        print(
            f"  {'FAIL' if mute else 'ok  '} every command in {commands[0].parent} tells its version {mute or ''}",
            flush=True,
        )
        failed = bool(mute) + apart(Path("/usr/lib/activitywatch"), display, short)
    finally:
        _apt("remove", "--purge", "activitywatch")
    places = [Path("/usr/lib/activitywatch"), *commands, Path("/usr/share/applications/aw-qt.desktop")]
    places.append(Path("/etc/xdg/autostart/aw-qt.desktop"))
    left = [str(place) for place in places if os.path.lexists(place)]
    print(f"  {'FAIL' if left else 'ok  '} removing it leaves nothing {left or ''}", flush=True)
    return failed + bool(left)


def _apt(*arguments: str) -> None:
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=600"]
    _quiet(*command, *arguments).check_returncode()


def _quiet(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def apart(subject: Path, display: str, short: bool) -> int:
    """Try one subject in a process of its own that, for root, becomes `nobody`; returns the failures."""
    with tempfile.TemporaryDirectory(prefix="smoke ", ignore_cleanup_errors=True) as folder:
        place = Path(folder).resolve()
        place.chmod(0o755)
        try:
            programs = smoke_subject.programs_of(subject, place)
            return _as_nobody(programs, place, display, short) if _is_root() else _try(programs, place, display, short)
        finally:
            smoke_subject.make_writable(place)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _try(programs: Path, place: Path, display: str, short: bool) -> int:
    session = Session(programs, place / "session", display)
    try:
        return Smoke(session, short).run()
    finally:
        session.close()


def _as_nobody(programs: Path, place: Path, display: str, short: bool) -> int:
    (place / "session").mkdir()
    shutil.chown(place / "session", NOBODY, NOBODY)
    child = os.fork()
    if child == 0:
        status = 99
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.chdir(place)
            status = min(_try(programs, place, display, short), 98)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
