"""OAuth 2.0: an application asks, the owner says yes on a page of this server, the application gets a token."""

from __future__ import annotations

import os
import threading
from base64 import b64decode
from contextlib import suppress
from html import escape
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, current_app, redirect, request

from aw_server import jsonfmt
from aw_server.api import ServerAPI
from aw_server.apps import App, Granted, Token, TooManyTokens
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.codes import Agreement, Codes, is_challenge
from aw_server.compat.wakatime.errors import Refusal, TooMany
from aw_server.compat.wakatime.format import iso
from aw_server.compat.wakatime.scopes import LIFE, SCOPES
from aw_server.guards.keys import ASKER, NOBODY
from aw_server.keys import LOCAL_OWNER

Shape = dict[str, Any]

_LIFE_US: Final = 600 * 1_000_000
_SECOND: Final = 1_000_000
_MOST_QUESTIONS: Final = 200
_FORM: Final = "application/x-www-form-urlencoded"
_SAID: Final = {
    "email": "your private email address",
    "read_summaries": "how long you worked each day, on what and with what",
    "read_stats": "sums over longer times, on what and with what",
    "read_goals": "your goals",
    "read_orgs": "your organizations",
    "write_orgs": "change your organizations",
    "read_private_leaderboards": "your private leaderboards",
    "write_private_leaderboards": "change your private leaderboards",
    "read_heartbeats": "everything your editors send: files, projects, branches, times",
    "write_heartbeats": "add, change and delete recorded time",
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · ActivityWatch</title>
<style>
:root{{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}}
body{{max-width:34em;margin:10vh auto;padding:0 1.25em}}
h1{{font-size:1.4em}} li{{margin:.2em 0}} code{{font-size:1.05em;word-break:break-all;user-select:all}}
button{{font:inherit;padding:.5em 1.2em;margin-right:.6em;border-radius:.4em;border:1px solid #8888;cursor:pointer}}
button[value=yes]{{background:#2563eb;color:#fff;border-color:#2563eb}} small{{opacity:.75}}
</style>
<h1>{title}</h1>
{body}
</html>
"""
# Sends the answer with the key that this browser keeps (aw-webui/src/api/key.ts).
_ASK: Final = """
const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  let key = null;
  try { key = sessionStorage.getItem("aw-api-token") ?? localStorage.getItem("aw-key"); } catch { /* switched off */ }
  if (key) headers.Authorization = `Bearer ${key}`;
  const told = { ticket: form.ticket.value, answer: event.submitter.value };
  try {
    const reply = await fetch("/oauth/authorize", { method: "POST", headers, body: JSON.stringify(told) });
    if (reply.ok) return location.replace((await reply.json()).redirect);
    document.getElementById("say").textContent =
      "This server does not know this browser. Open the dashboard from the tray or with aw-cli open, then come back.";
  } catch { document.getElementById("say").textContent = "The server does not answer."; }
});
"""


class Asked(NamedTuple):
    """What an application asks for, checked."""

    app: App
    kind: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str = ""


class _Refused(Refusal):
    """A request at the token's address that is refused, in the words of RFC 6749."""

    def __init__(self, error: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self._error = error

    @property
    def body(self) -> Shape:
        return {"error": self._error, "error_description": self.message}


class OAuth:
    """The pages and the token's address. What waits for an answer is kept in memory for ten minutes."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._tickets: dict[str, tuple[int, Asked]] = {}
        self._codes = Codes(api.clock)

    # -- the owner's side ----------------------------------------------------------------------------------------

    def ask(self, call: Call) -> tuple[Any, int]:
        """The page on which the owner decides; who was let in before comes through at once."""
        asked, problem = self._asked(call)
        if asked is None:
            return _page("This request cannot be trusted", f"<p>{escape(problem)}</p>", 400), 400
        if problem:
            return _back(asked, {"error": problem}), 302
        # Where keys are needed, a browser that was let in keeps its own for the page's script.
        by_script = not _is_owner() and current_app.config["AW_REQUIRE_KEY"]
        if not _is_owner() and not by_script:
            return _page(
                "Not allowed", "<p>Only the owner of this server can answer this, on this computer.</p>", 403
            ), 403
        if not by_script and not call.flag("force_approve", False) and self._was_allowed(call, asked):
            return self._allow(call, asked), 302
        ticket = os.urandom(20).hex()
        self._keep(ticket, asked)
        title = f"{asked.app.name} asks for access"
        return _page(title, _question(asked, ticket), 200, asked.redirect_uri, _ASK if by_script else ""), 200

    def answer(self, call: Call) -> tuple[Any, int]:
        """The owner's yes or no."""
        form = fields(call)
        # Asked of everybody else before the question is used up.
        asked = self._take(form.get("ticket", "")) if _is_owner() else None
        if asked is None:
            return _page("Too late", "<p>This question has been answered or is too old. Ask again.</p>", 400), 400
        said_yes = form.get("answer") == "yes"
        back = self._allow(call, asked) if said_yes else _back(asked, {"error": "access_denied"})
        if "application/json" in call.headers.get("Accept", ""):
            # A script of the page cannot read where a redirect leads.
            return {"redirect": back.headers["Location"]}, 200
        return back, 302

    def show(self, call: Call) -> tuple[Any, int]:
        """The page for programs in a terminal: it shows the code, to be copied there."""
        code, error = call.args.get("code"), call.args.get("error")
        if code:
            body = f"<p>Copy this code into the program that asked for it:</p><p><code>{escape(code)}</code></p>"
        elif error:
            body = f"<p>Access was not given: {escape(error)}.</p>"
        else:
            body = "<p>A token, if one was given, stands behind the # in the address of this page.</p>"
        return _page("Your code" if code else "No code", body, 200), 200

    def _asked(self, call: Call) -> tuple[Asked | None, str]:
        """What is asked for, and what is wrong with it; None where even the way back cannot be trusted."""
        app = call.api.apps.get(call.args.get("client_id", ""))
        if app is None:
            return None, "There is no app with this id here. Apps are made with: aw-cli apps create NAME."
        uri = call.args.get("redirect_uri") or (app.redirect_uris[0] if len(app.redirect_uris) == 1 else "")
        if uri not in app.redirect_uris:
            shown = f" {uri[:200]}" if uri else ""
            return None, (
                f"The address{shown} is not one that the app {app.name} may send you to. "
                f"Add it with: aw-cli apps redirect {app.id} {uri[:200] or 'ADDRESS'}"
            )
        scopes = tuple(dict.fromkeys(call.args.get("scope", "").replace(",", " ").split()))
        kind = call.args.get("response_type", "")
        asked = Asked(app, kind, uri, scopes, call.args.get("state"), call.args.get("code_challenge", ""))
        if kind not in LIFE:
            return asked._replace(kind="code"), "unsupported_response_type"
        if not is_challenge(asked.challenge, call.args.get("code_challenge_method")):
            return asked, "invalid_request"
        known = set(scopes) <= set(SCOPES) and all(map(app.may_ask_for, scopes))
        return asked, "" if known else "invalid_scope"

    def _was_allowed(self, call: Call, asked: Asked) -> bool:
        # A token in an address is given to nobody without asking: any page could have it asked for, time and again.
        tokens = call.api.apps.tokens_of(asked.app.id, LOCAL_OWNER) if asked.kind == "code" else []
        return any(set(asked.scopes) <= set(token.scopes) and token.expires_us > call.now_us for token in tokens)

    def _allow(self, call: Call, asked: Asked) -> Response:
        if asked.kind == "token":
            try:
                granted = call.api.apps.grant(asked.app, asked.scopes, LIFE["token"])
            except TooManyTokens:
                return _back(asked, {"error": "temporarily_unavailable"})
            return _back(asked, _token_shape(call, granted))
        agreement = Agreement(asked.app.id, LOCAL_OWNER, asked.scopes, asked.redirect_uri, asked.challenge)
        return _back(asked, {"code": self._codes.give(agreement)})

    # -- the application's side ----------------------------------------------------------------------------------

    def token(self, call: Call) -> tuple[Any, int]:
        """A code or a refresh token turned into a new token."""
        form = fields(call)
        app = _proven(call, form)
        if form.get("grant_type") == "authorization_code":
            granted = self._exchanged(call, app, form)
        elif form.get("grant_type") == "refresh_token":
            old = call.api.apps.find_refresh(form.get("refresh_token", ""))
            known_address = form.get("redirect_uri") in (None, *app.redirect_uris)
            if old is None or old.app != app.id or not known_address:
                raise _Refused("invalid_grant", "This refresh token is not valid.")
            granted = _grant(call, app, _narrowed(old.scopes, form.get("scope", "")), old.owner)
            call.api.apps.revoke([old])
        else:
            raise _Refused("unsupported_grant_type", "grant_type is authorization_code or refresh_token.")
        shape = _token_shape(call, granted)
        if _FORM in call.headers.get("Accept", ""):
            return Response(urlencode(shape), 200, content_type=_FORM), 200
        return shape, 200

    def _exchanged(self, call: Call, app: App, form: dict[str, str]) -> Granted:
        """The token for a code. A code that comes twice was stolen once: what it became ends."""
        code = form.get("code", "")
        agreement = self._codes.take(code, app.id, form.get("redirect_uri", ""), form.get("code_verifier", ""))
        if agreement is None:
            became = self._codes.became(code, app.id)
            call.api.apps.revoke_for_good(app, [t for t in call.api.apps.tokens_of(app.id) if t.id == became])
            raise _Refused("invalid_grant", "This code is not valid, or was asked for with another redirect_uri.")
        granted = _grant(call, app, agreement.scopes, agreement.owner)
        if not self._codes.note(code, granted.token.id):
            call.api.apps.revoke_for_good(app, [granted.token])
            raise _Refused("invalid_grant", "This code was used twice.")
        return granted

    def revoke(self, call: Call) -> tuple[Shape, int]:
        """End one token, all of a user, or all of an app; 200 also when there is nothing left to end."""
        form = fields(call)
        app = _proven(call, form)
        apps = call.api.apps
        given = apps.find_any(form["token"]) if form.get("token") else None
        everything = form.get("all", "").lower() in ("true", "1", "yes")
        doomed: list[Token] = []
        if form.get("user_id"):
            doomed = apps.tokens_of(app.id, LOCAL_OWNER) if form["user_id"] == call.owner.id else []
        elif form.get("token"):
            if given is not None and given.app == app.id:
                # Also a token that is over says whose all of them are.
                doomed = [t for t in apps.tokens_of(app.id, given.owner) if everything or t.id == given.id]
        elif everything:
            doomed = apps.tokens_of(app.id)
            self._codes.forget(app.id)
        else:
            raise _Refused("invalid_request", "Name a token, a user_id, or all=true.")
        apps.revoke_for_good(app, doomed)
        return {}, 200

    # -- what waits ----------------------------------------------------------------------------------------------

    def _keep(self, key: str, asked: Asked) -> None:
        """Let a question wait; the oldest gives way when too many do."""
        now, waiting = self._api.clock.wall_us(), self._tickets
        with self._lock:
            for old in [k for k, (until, _) in waiting.items() if until < now]:
                del waiting[old]
            while len(waiting) >= _MOST_QUESTIONS:
                del waiting[next(iter(waiting))]
            waiting[key] = now + _LIFE_US, asked

    def _take(self, key: str) -> Asked | None:
        """The question that waits under this key, once."""
        with self._lock:
            until, asked = self._tickets.pop(key, (0, None))
        return asked if until >= self._api.clock.wall_us() else None


def _narrowed(given: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The scopes of a renewed token: those it had, or some of them. Raises _Refused for one more."""
    wanted = tuple(dict.fromkeys(text.replace(",", " ").split())) or given
    if not set(wanted) <= set(given):
        raise _Refused("invalid_scope", "A refresh cannot ask for more than was agreed to.")
    return wanted


def _grant(call: Call, app: App, scopes: tuple[str, ...], owner: str) -> Granted:
    try:
        return call.api.apps.grant(app, scopes, LIFE["code"], owner)
    except TooManyTokens:
        raise TooMany("This app was given ten tokens within an hour.") from None


def fields(call: Call) -> dict[str, str]:
    """The body, JSON or a form, with the query string behind it, as text."""
    found = dict(call.args)
    if call.headers.get("Content-Type", "").startswith("application/json"):
        try:
            body = jsonfmt.loads(call.raw) if call.raw.strip() else {}
        except ValueError:
            raise _Refused("invalid_request", "The body is not JSON.") from None
        if isinstance(body, dict):
            return found | {str(k): _text(v) for k, v in body.items() if isinstance(v, str | int | bool)}
        return found
    try:
        # One field a line, as the service's reference prints them, is understood too.
        text = "&".join(call.raw.decode("utf-8", "replace").split())
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise _Refused("invalid_request", "The body has too many fields.") from None
    return found | dict(pairs)


def _proven(call: Call, form: dict[str, str]) -> App:
    """The application that proves itself, in the body, the address, or the header. Raises _Refused."""
    app_id, secret = form.get("client_id", ""), ""
    for name in ("client_secret", "app_secret", "secret"):
        secret = secret or form.get(name, "")
    scheme, _, value = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic" and not secret:
        with suppress(ValueError):
            app_id, _, secret = b64decode(value).decode().partition(":")
    app = call.api.apps.prove(app_id, secret)
    if app is None:
        raise _Refused("invalid_client", "There is no app with this id and secret.", 401)
    return app


def _token_shape(call: Call, granted: Granted) -> Shape:
    token = granted.token
    return {
        "access_token": granted.access,
        "refresh_token": granted.refresh,
        "token_type": "bearer",
        "expires_in": (token.expires_us - token.created_us) // _SECOND,
        "expires_at": iso(token.expires_us),
        "scope": ",".join(token.scopes),
        "uid": call.owner.id,
    }


def _back(asked: Asked, found: Shape) -> Response:
    """Send the browser back to the application: a code in the query, a token behind the #."""
    more = found | ({"state": asked.state} if asked.state is not None else {})
    base = asked.redirect_uri
    if "access_token" in found or ("error" in found and asked.kind == "token"):
        address = f"{base}#{urlencode(more)}"
    else:
        address = f"{base}{'&' if '?' in base else '?'}{urlencode(more)}"
    reply: Response = redirect(address)  # type: ignore[assignment]
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["Referrer-Policy"] = "no-referrer"
    return reply


def _is_owner() -> bool:
    """Whether the browser at the other end may do everything here."""
    return bool(request.environ.get(ASKER, NOBODY).rights.admin)


def _question(asked: Asked, ticket: str) -> str:
    wanted = "".join(f"<li>{escape(_said(scope))} <small>({escape(scope)})</small></li>" for scope in asked.scopes)
    listed = f"<p>It asks for:</p><ul>{wanted}</ul>" if wanted else "<p>It asks for your public profile only.</p>"
    life = "a year" if asked.kind == "code" else "twelve hours"
    return (
        f"{listed}<p>You will be sent to <code>{escape(asked.redirect_uri)}</code>. Access lasts {life}, or until you "
        f"take it back with <code>aw-cli apps delete</code>.</p>"
        f'<form method="post" action="/oauth/authorize"><input type="hidden" name="ticket" value="{ticket}">'
        '<button name="answer" value="yes">Authorize</button><button name="answer" value="no">Refuse</button></form>'
        '<p id="say" role="alert"></p>'
    )


def _said(scope: str) -> str:
    whole, _, part = scope.partition(".")
    return f"{_SAID[whole]}, only: {part.replace('_', ' ')}" if part else _SAID[whole]


def _page(title: str, body: str, status: int, target: str = "", script: str = "") -> Response:
    nonce = os.urandom(16).hex()
    code = f'<script nonce="{nonce}">{script}</script>' if script else ""
    reply = Response(_PAGE.format(title=escape(title), body=body + code), status, mimetype="text/html")
    parts = urlsplit(target)
    # Browsers hold a form's redirect against this rule too.
    leads = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:" if parts.scheme else ""
    reply.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; connect-src 'self'; style-src 'unsafe-inline'; "
        f"form-action 'self' {leads}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    reply.headers["Cache-Control"] = "no-store"
    # Without any referrer, browsers would not say either that the form is ours.
    reply.headers["Referrer-Policy"] = "same-origin"
    reply.headers["X-Content-Type-Options"] = "nosniff"
    return reply


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
