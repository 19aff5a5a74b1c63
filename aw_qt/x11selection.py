"""Raw X11: does anybody own the system-tray selection? Nothing else. No Qt here."""

import ctypes
from functools import cache
from typing import Any


@cache
def _library() -> Any:
    """libX11 with its signatures, or None where it does not exist."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XDefaultScreen.argtypes = [ctypes.c_void_p]
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XGetSelectionOwner.restype = ctypes.c_ulong
    x11.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    return x11


def tray_is_owned() -> bool:
    """Whether an XEmbed tray host owns `_NET_SYSTEM_TRAY_S<n>` on $DISPLAY; False without X.

    A connection of its own for each question: it is asked a few times in a process's life, and Qt's
    connection must not be touched.
    """
    x11 = _library()
    display = x11.XOpenDisplay(None) if x11 is not None else None
    if not display:
        return False
    try:
        name = f"_NET_SYSTEM_TRAY_S{x11.XDefaultScreen(display)}".encode()
        return bool(x11.XGetSelectionOwner(display, x11.XInternAtom(display, name, 0)))
    finally:
        x11.XCloseDisplay(display)


def display_opens() -> bool:
    """Whether the X server of $DISPLAY answers; True where that cannot be asked."""
    x11 = _library()
    if x11 is None:
        return True
    display = x11.XOpenDisplay(None)
    if not display:
        return False
    x11.XCloseDisplay(display)
    return True
