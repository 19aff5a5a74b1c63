"""The door of this guest: a request comes in, one of the routes answers, every error leaves in the guest's words."""

from __future__ import annotations

import logging
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from aw_server import jsonfmt
from aw_server.api import ServerAPI
from aw_server.compat.wakatime import auth
from aw_server.compat.wakatime.auth import Identity
from aw_server.compat.wakatime.call import Call, Services
from aw_server.compat.wakatime.dumps import Dumps
from aw_server.compat.wakatime.engine import Engine
from aw_server.compat.wakatime.errors import Invalid, NoSuchThing, NotAllowed, OutOfScope, Refusal
from aw_server.compat.wakatime.external import Externals
from aw_server.compat.wakatime.intake import Intake
from aw_server.compat.wakatime.oauth import OAuth
from aw_server.compat.wakatime.profile import Profile, owner_of, username_of
from aw_server.compat.wakatime.routes import ROUTES, Route, url_map
from aw_server.compat.wakatime.scopes import AppTokens
from aw_server.compat.wakatime.store import Store
from aw_server.exceptions import answer_for, log_failure

logger = logging.getLogger(__name__)


class Wakatime:
    """Answers requests below any of the guest's mounts."""

    def __init__(self, api: ServerAPI) -> None:
        store = Store(api)
        self._api = api
        externals = Externals(api)
        engine = Engine(api, store, externals)
        self._services = Services(api, store, Intake(api, store), engine, externals, Dumps(), OAuth(api))
        self._tokens = AppTokens(api.apps)
        externals.leave_only(app.name for app in api.apps.all() if api.apps.tokens_of(app.id))
        api.apps.ended.append(lambda app: externals.delete(externals.of_provider(app.name)))
        self._map = url_map().bind("localhost")

    def answer(self, path: str) -> Response:
        """The answer to the current request; `path` is what follows the mount."""
        try:
            body, status = self._handle(path)
        except Refusal as error:
            body, status = error.body, error.status
        except HTTPException as error:
            status = error.code or 500
            allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
            return _reply({"error": error.name}, status, {"Allow": ", ".join(allowed)} if allowed else {})
        except Exception as error:
            known = answer_for(error)
            if known.status >= 500:
                log_failure(error, known)
            body, status = {"error": known.body["message"]}, known.status
        return body if isinstance(body, Response) else _reply(body, status)

    def _handle(self, path: str) -> tuple[Any, int]:
        number, found = self._map.match(path, method=request.method)
        route: Route = ROUTES[number]
        values = dict(found)
        identity = self._identity(route)
        self._check_user(values.pop("user", None))
        raw = b"" if request.method == "GET" else request.get_data(cache=False)
        # An export is large, and is read by its own reader.
        body = None if route.reads_raw else _body(raw)
        call = Call(self._services, identity, request.args, request.headers, body, raw)
        return route.handler(call, **values)

    def _identity(self, route: Route) -> Identity:
        identity = auth.identify(self._api, self._tokens, request.headers, request.args)
        if identity is None:
            if route.scopes is None:
                return auth.NOBODY
            raise NotAllowed("Unauthorized")
        if route.scopes and not identity.may(*route.scopes):
            raise OutOfScope(f"This token may not do that; it needs the scope {' or '.join(route.scopes)}.")
        return identity

    def _check_user(self, user: str | None) -> None:
        """There is one user: `current`, by id, or by name."""
        if user is None or user == "current":
            return
        names = (owner_of(self._api).id, username_of(Profile.of(self._api)))
        if user.removeprefix("@") not in names:
            raise NoSuchThing("there is no such user")


def _body(raw: bytes) -> Any:
    """The JSON of the body, whatever its content type says: browsers send text."""
    if not raw.strip():
        return None
    try:
        return jsonfmt.loads(raw)
    except ValueError:
        raise Invalid("the body is not JSON") from None


def _reply(body: Any, status: int, headers: dict[str, str] | None = None) -> Response:
    reply = jsonfmt.response(body, status)
    reply.headers.update(headers or {})
    return reply
