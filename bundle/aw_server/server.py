"""The application factory: ServerAPI, REST routes, web UI, custom pages, errors as JSON, and the guards around it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from flask import Flask
from flask.json.provider import JSONProvider
from flask.sessions import NullSession, SessionInterface

from aw_datastore import Datastore
from aw_server import custom_static, exceptions, guards, jsonfmt, openapi, rest, static_ui
from aw_server.api import ServerAPI
from aw_server.compat import mounts
from aw_server.config import STATIC_FOLDER, ServerSettings
from aw_server.lean_routes import LeanRule
from aw_server.log import RequestLog
from aw_server.rest import permission
from aw_server.rest.lane import HeartbeatLane

if TYPE_CHECKING:
    from flask import Request, Response

    from aw_datastore.storages import AbstractStorage

_PORTS = {False: 5600, True: 5666}


class AWFlask(Flask):
    """The web application; `api` is its ServerAPI, `settings` what it was made from.

    The positional parameters are the ecosystem's (contract 7.5): without `storage_method` the events live in memory.
    Our own programs hand over `settings` and `db` instead, through `create_app`.
    """

    url_rule_class = LeanRule

    def __init__(
        self,
        host: str = "localhost",
        testing: bool = False,
        storage_method: type[AbstractStorage] | None = None,
        cors_origins: Sequence[str] = (),
        custom_static: Mapping[str, str] | None = None,
        static_folder: str | Path = STATIC_FOLDER,
        *,
        settings: ServerSettings | None = None,
        db: Datastore | None = None,
    ) -> None:
        super().__init__("aw_server", static_folder=None, template_folder=None)
        self.settings = settings or ServerSettings(
            host=host,
            port=_PORTS[testing],
            testing=testing,
            cors_origins=tuple(cors_origins),
            custom_static=dict(custom_static or {}),
            static_folder=Path(static_folder),
        )
        self.api = ServerAPI(
            db or _datastore(storage_method, testing), self.settings.testing, backups=self.settings.backups
        )
        self._configure()
        self._add_routes()
        lane = HeartbeatLane(self.wsgi_app, self.api, self._failed, pretty=self.settings.testing)
        self.wsgi_app = RequestLog(guards.guard(lane, self.settings, self.api.keys))  # type: ignore[method-assign]

    def _configure(self) -> None:
        self.json = _Json(self)
        self.session_interface = _NoSessions()
        # Both slash forms are served directly: a redirect makes some clients drop the body of a POST.
        self.url_map.strict_slashes = False
        self.url_map.merge_slashes = False
        self.config["AW_API"] = self.api
        self.config["AW_REQUIRE_KEY"] = self.settings.asks_for_keys
        self.config["AW_PRETTY"] = self.settings.testing
        # Proves that this server belongs to the instance record beside its data; never sent.
        self.config["AW_INSTANCE_SECRET"] = secrets.token_hex(32)

    def _failed(self, error: Exception) -> exceptions.Answer:
        return exceptions.failed(error, self.api.damage.suspect)

    def _add_routes(self) -> None:
        exceptions.install(self, self._failed)
        permission.install(self)
        self.register_blueprint(rest.create_blueprint())
        self.register_blueprint(openapi.create_blueprint(self.settings.static_folder))
        self.register_blueprint(mounts.create_blueprint())
        self.register_blueprint(custom_static.create_pages(self.settings.custom_static))
        static_ui.install(self, self.settings.static_folder, self.api.queries.prepare)


@overload
def create_app(settings: ServerSettings, db: Datastore, /) -> AWFlask: ...


@overload
def create_app(
    host: str,
    testing: bool = True,
    storage_method: type[AbstractStorage] | None = None,
    cors_origins: Sequence[str] = (),
    custom_static: Mapping[str, str] | None = None,
) -> AWFlask: ...


def create_app(*args: Any, **kwargs: Any) -> AWFlask:
    """The application, from settings and an open datastore, or in the ecosystem's older call shape (contract 7.5)."""
    if args and isinstance(args[0], ServerSettings):
        settings, db = args
        return AWFlask(settings=settings, db=db)
    if len(args) < 2:
        kwargs.setdefault("testing", True)
    return AWFlask(*args, **kwargs)


def _datastore(storage_method: type[AbstractStorage] | None, testing: bool) -> Datastore:
    if storage_method is None:
        from aw_datastore.storages import MemoryStorage

        storage_method = MemoryStorage
    return Datastore(storage_method, testing=testing)


class _Json(JSONProvider):
    """Flask's own JSON (test clients, `request.json`) by the same rules as ours."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return jsonfmt.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return jsonfmt.loads(s)


class _NoSessions(SessionInterface):
    """There are no browser sessions: nothing to read from or add to a request."""

    _empty = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self._empty

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Nothing to keep."""
