"""Libraries without what importing them drags in and a server never uses.

`import flask` loads werkzeug's development server and test client, and with the former the standard library's HTTP
server and client and OpenSSL; click and the metadata of packages, for the command `flask`; and jinja2. We serve with
waitress, have commands of our own and no templates: 7 MB, and a tenth of every start. What reads forms with parts, as
imports are, is loaded with the first one.

`import msgspec` loads `typing_extensions` where that is installed; the standard library's `typing` will do. To import
this module is to import it so.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any, NoReturn


def import_flask() -> None:
    """Import Flask, leaving those out. Whoever asks for them later still gets the real ones."""
    if "werkzeug" in sys.modules:
        return
    stand_ins = {name: _module(name, **content) for name, content in _UNUSED.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        importlib.import_module("flask")
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _import_msgspec() -> None:
    modules: dict[str, Any] = sys.modules  # None says: there is no such module
    if "msgspec" in modules or "typing_extensions" in modules:
        return
    modules["typing_extensions"] = None
    try:
        importlib.import_module("msgspec")
    finally:
        del modules["typing_extensions"]


# With this module, which is among the first ones of a start.
_import_msgspec()


def _module(name: str, **content: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(content)
    return module


def _no_development_server(*_args: object, **_options: object) -> NoReturn:
    raise RuntimeError("The development server is left out of this program.")


class _NoPart:
    """What stands for the parts of a form until the first one is read."""


def _multipart_decoder(*args: Any, **options: Any) -> Any:
    """The first form with parts: what reads it takes the place of what stood for it."""
    real = importlib.import_module("werkzeug.sansio.multipart")
    reader = importlib.import_module("werkzeug.formparser")
    vars(reader).update({name: getattr(real, name) for name in (*_PARTS, "MultipartDecoder")})
    return real.MultipartDecoder(*args, **options)


class _NoTestClient:
    """What werkzeug shows as its test client; Flask's own asks for the real one."""


class _NoCommands:
    """The commands of an application or blueprint: none."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.commands: dict[str, object] = {}


class _NoTemplates:
    """What Flask derives its own classes for templates from."""


_PARTS = ("Data", "Epilogue", "Field", "File", "NeedData")
_TEMPLATES = dict.fromkeys(("BaseLoader", "FileSystemLoader", "Environment", "Template"), _NoTemplates)
_UNUSED: dict[str, dict[str, Any]] = {
    "werkzeug.serving": {"run_simple": _no_development_server, "is_running_from_reloader": lambda: False},
    "werkzeug.test": {"Client": _NoTestClient},
    "werkzeug.sansio.multipart": {**dict.fromkeys(_PARTS, _NoPart), "MultipartDecoder": _multipart_decoder},
    "click": {},
    "flask.cli": {"AppGroup": _NoCommands},
    "jinja2": {**_TEMPLATES, "TemplateNotFound": LookupError},
}
