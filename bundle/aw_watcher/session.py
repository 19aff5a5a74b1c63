"""Which display system this process belongs to: the one place that reads the session's environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aw_watcher.backend import Unsupported

Kind = Literal["x11", "wayland", "windows", "macos", "none"]


@dataclass(frozen=True)
class Session:
    """What the environment says. `display` is the X display's name, also of the X server inside Wayland."""

    kind: Kind
    display: str | None = None


def detect(environ: Mapping[str, str], platform: str) -> Session:
    """The session described by `environ` (os.environ) on `platform` (sys.platform).

    A Wayland session usually has a DISPLAY too; what X11 sees there is only a part, so it counts as Wayland.
    """
    if platform == "win32":
        return Session("windows")
    if platform == "darwin":
        return Session("macos")
    display = environ.get("DISPLAY") or None
    if environ.get("WAYLAND_DISPLAY") and environ.get("XDG_SESSION_TYPE") != "x11":
        return Session("wayland", display)
    return Session("x11" if display else "none", display)


def x11_display(session: Session) -> str:
    """The X display to connect to. Raises Unsupported where X11 would see nothing, or only a part."""
    if session.kind == "wayland":
        raise Unsupported("this is a Wayland session, of which X11 sees only a part")
    if session.kind in ("windows", "macos"):
        raise Unsupported(f"this is {session.kind}, not X11")
    if session.display is None:
        raise Unsupported("no display: DISPLAY is not set")
    return session.display
