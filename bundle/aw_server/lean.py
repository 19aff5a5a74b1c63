"""Flask without the development server that importing it drags in: 2.5 MB and 8 ms of every start.

`import werkzeug` loads its development server, and with it the standard library's HTTP server and client and OpenSSL.
We serve with waitress and never use them.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import NoReturn

_UNUSED = "werkzeug.serving"


def import_flask() -> None:
    """Import Flask, leaving its development server out. Whoever asks for that later still gets the real one."""
    if "werkzeug" in sys.modules:
        return
    stand_in = ModuleType(_UNUSED)
    vars(stand_in).update(run_simple=_no_development_server, is_running_from_reloader=lambda: False)
    sys.modules[_UNUSED] = stand_in
    try:
        importlib.import_module("flask")
    finally:
        del sys.modules[_UNUSED]


def _no_development_server(*_args: object, **_options: object) -> NoReturn:
    raise RuntimeError("The development server is left out of this program.")
