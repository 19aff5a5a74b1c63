"""The composition root: arguments, settings, logging, single instance, Manager, then tray or headless."""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aw_core.__about__ import __version__
from aw_core.dirs import get_config_dir, get_log_dir
from aw_core.errors import AwError
from aw_core.lifeline import Stopper, install_signals
from aw_core.log import setup_logging
from aw_qt import config, x11selection
from aw_qt.actions import Actions
from aw_qt.autostart.select import select
from aw_qt.config import Settings
from aw_qt.desktop import Opener
from aw_qt.firststart import FirstStart, is_first, state_path
from aw_qt.instance import AlreadyRunning, Instance
from aw_qt.manager import Manager
from aw_qt.modules_link import ModulesLink
from aw_qt.snapshot import Notice, NoticeKind, Snapshot
from aw_qt.supervision import discovery
from aw_qt.supervision import messages as msg
from aw_qt.supervision.environment import clean_environment
from aw_qt.supervision.tools import RealTools
from aw_qt.supervision.world import Setup
from aw_qt.wishes import Wishes, wishes_path

logger = logging.getLogger(__name__)

_STOP_WAIT = 15.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the tray, or speak to the one that runs. Returns the exit status."""
    arguments = config.parse(argv)
    environ = dict(os.environ)
    instance: Instance | None = None
    try:
        instance = Instance(bool(arguments.testing))
        if arguments.status:
            return _print_status(instance)
        if arguments.stop:
            return _stop_running(instance)
        instance.acquire()
        settings = config.load(arguments)
        setup_logging("aw-qt", settings.testing, settings.verbose, log_stderr=True, log_file=True)
        return _run(settings, instance, environ)
    except AlreadyRunning:
        return _raise_running(instance, environ) if instance else 1
    except AwError as error:
        print(f"{error.title}: {error.message}", file=sys.stderr)
        return 3
    finally:
        if instance:
            instance.release()


def _run(settings: Settings, instance: Instance, environ: dict[str, str]) -> int:
    problem = _gui_problem(environ) if settings.gui else None
    gui = settings.gui and problem is None
    if problem:
        logger.warning("Running without an icon: %s", problem)
    stopper = Stopper()
    install_signals(stopper)
    manager, link = _build(settings, environ)
    actions = _actions(manager, link, environ, stopper)
    link.set_start_at_login = actions.set_start_at_login
    actions.tell_start_at_login()
    if gui and _is_welcome_due(settings):
        manager.listen(FirstStart(state_path(settings.testing), actions.open_welcome))
    instance.serve(lambda request: _answer(request, manager, actions, stopper, gui))
    logger.info("aw-qt %s, port %s", __version__, settings.port)
    link.start()
    try:
        if gui:
            from aw_qt.trayapp import TrayApp, application

            TrayApp(application(), manager, actions, stopper).run()
        else:
            _run_headless(manager, stopper)
    finally:
        manager.stop("the tray ends")
        link.stop()
    return 0


def _is_welcome_due(settings: Settings) -> bool:
    return settings.welcome or (not settings.testing and is_first(state_path(testing=False)))


def _build(settings: Settings, environ: dict[str, str]) -> tuple[Manager, ModulesLink]:
    setup = Setup(
        port=settings.port,
        default_port=settings.default_port,
        testing=settings.testing,
        version=__version__,
        pid=os.getpid(),
        output_dir=Path(get_log_dir("aw-qt")) / "modules",
    )
    wishes = Wishes(wishes_path(settings.testing), settings.modules, ignore_stored=settings.modules_from_flag)
    places = discovery.usual_places(environ)
    manager = Manager(setup, wishes, lambda post: RealTools(post, settings.testing, environ, _bundle(environ), places))
    link = ModulesLink(manager.post)
    manager.listen(link.update)
    return manager, link


def _bundle(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders that no foreign program may be pointed to."""
    if getattr(sys, "frozen", False):
        # An AppImage is mounted above the programs' folder, and goes away with them.
        mounted = (Path(environ["APPDIR"]),) if environ.get("APPDIR") else ()
        return (Path(sys.executable).parent, *mounted)
    return discovery.package_roots()


def _actions(manager: Manager, link: ModulesLink, environ: dict[str, str], stopper: Stopper) -> Actions:
    opener = Opener(
        clean_environment(environ, _bundle(environ)),
        lambda error: manager.post(msg.Tell(Notice(NoticeKind.FAILED_ACTION, error.title, error.message))),
    )
    return Actions(
        manager,
        link,
        opener,
        select(environ),
        log_dir=Path(get_log_dir()),
        config_dir=Path(get_config_dir()),
        quit=stopper.stop,
    )


def _run_headless(manager: Manager, stopper: Stopper) -> None:
    manager.start()
    stopper.event.wait()
    manager.stop(stopper.reason or "asked to stop")


def _gui_problem(environ: Mapping[str, str]) -> str | None:
    """Why no icon can be shown, or None. Loads Qt only when there is a display to show it on."""
    if problem := display_problem(environ):
        return problem
    from aw_qt.qtparts import missing_part

    return missing_part(environ)


def display_problem(environ: Mapping[str, str]) -> str | None:
    """Why no icon can be shown, or None. Asked before Qt is: Qt aborts the process without a display."""
    if sys.platform in {"win32", "darwin"} or environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return None
    wayland = environ.get("WAYLAND_DISPLAY")
    if wayland and (Path(environ.get("XDG_RUNTIME_DIR", "/")) / wayland).exists():
        return None
    if not environ.get("DISPLAY"):
        return "there is no display (neither DISPLAY nor WAYLAND_DISPLAY leads to one)."
    if not x11selection.display_opens():
        return f"the display {environ['DISPLAY']} does not answer."
    return None


# -- speaking to and for a running instance ------------------------------------------------------


def _answer(request: str, manager: Manager, actions: Actions, stopper: Stopper, gui: bool) -> dict[str, Any]:
    snapshot = manager.snapshot
    match request:
        case "open":
            if gui:
                actions.open_dashboard()
            return {"url": snapshot.url, "opened": gui}
        case "stop":
            stopper.stop("another aw-qt asked for it")
            return {"stopping": True}
        case _:
            return status_of(snapshot)


def status_of(snapshot: Snapshot) -> dict[str, Any]:
    """What --status prints, as JSON values."""
    return {
        **snapshot.to_json(),
        "url": snapshot.url,
        "health": snapshot.health.value,
        "testing": snapshot.testing,
        "paused": snapshot.pause.paused,
    }


def _print_status(instance: Instance) -> int:
    if not instance.is_held():
        print("ActivityWatch is not running.")
        return 1
    status = instance.ask("status")
    supervisor = status["supervisor"]
    print(f"ActivityWatch {supervisor['version']} runs (pid {supervisor['pid']}), {status['url']}")
    for module in status["modules"]:
        pid = f", pid {module['pid']}" if module["pid"] else ""
        reason = f" ({module['reason']})" if module["reason"] else ""
        print(f"  {module['name']:<20} {module['state']}{pid}{reason}")
    if status["paused"]:
        print("  Recording is paused.")
    return 0


def _stop_running(instance: Instance) -> int:
    if not instance.is_held():
        print("ActivityWatch is not running.")
        return 0
    instance.ask("stop")
    if instance.wait_until_free(_STOP_WAIT):
        print("ActivityWatch has stopped.")
        return 0
    print("ActivityWatch did not stop in time.", file=sys.stderr)
    return 1


def _raise_running(instance: Instance, environ: dict[str, str]) -> int:
    """A second start: let the first one show the dashboard."""
    try:
        answer = instance.ask("open")
    except AwError as error:
        print(f"ActivityWatch is already running, but {error.message}.", file=sys.stderr)
        return 1
    print(f"ActivityWatch is already running: {answer['url']}")
    if not answer["opened"] and display_problem(environ) is None:
        Opener(clean_environment(environ, _bundle(environ)), lambda error: print(error.message)).open(answer["url"])
    return 0
