"""Picks the way of this system to start at login, and the command that will be started."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from aw_qt.autostart.base import Autostart
from aw_qt.supervision.discovery import package_roots


def tray_command(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The argv that starts this very installation: AppImage, frozen program, script, or the module."""
    if environ.get("APPIMAGE"):
        return (environ["APPIMAGE"],)
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    script = Path(sys.executable).parent / ("aw-qt.exe" if sys.platform == "win32" else "aw-qt")
    if script.is_file():
        return (str(script),)
    roots = os.pathsep.join(str(root) for root in package_roots())
    found = ("env", f"PYTHONPATH={roots}") if roots else ()
    return (*found, sys.executable, "-P", "-m", "aw_qt")


def select(environ: Mapping[str, str]) -> Autostart:
    """The backend of this system."""
    command = tray_command(environ)
    if sys.platform == "win32":
        from aw_qt.autostart.runkey import RunKey

        return RunKey(command)
    if sys.platform == "darwin":
        from aw_qt.autostart.launchagent import LaunchAgent

        return LaunchAgent(command, Path.home() / "Library/LaunchAgents")
    from aw_qt.autostart.xdg import XdgAutostart

    return XdgAutostart.of_environment(command, environ)
