"""`/api/0/privacy`: the rules by which events are dropped, redacted or renamed, and their switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from flask import Response, current_app

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.exceptions import BadRequest
from aw_server.rest.request import Route, body, current_api

if TYPE_CHECKING:
    from aw_core.privacy import Rule


class SwitchIn(msgspec.Struct):
    """Whether rules apply at all."""

    enabled: bool


class RulesIn(msgspec.Struct):
    """The rules to go by; null: those that are set, built-in ones included."""

    rules: list[dict[str, Any]] | None = None


class RetentionIn(msgspec.Struct):
    """Delete what is too old now, or only count it."""

    dry_run: bool = False


_decode = Decoder(SwitchIn)
_decode_retention = Decoder(RetentionIn)
_decode_rules = Decoder(RulesIn)


def show() -> Response:
    """All rules, built-in ones first, and whether they apply."""
    return jsonfmt.response(current_api().privacy.snapshot())


def switch() -> Response:
    """Turn all rules on or off; answers like `show`."""
    api = current_api()
    api.privacy.switch(_decode(body()).enabled)
    return jsonfmt.response(api.privacy.snapshot())


def in_force() -> Response:
    """The rules that apply now, for watchers."""
    return jsonfmt.response(current_api().privacy.in_force())


def dry_run() -> Response:
    """What a purge would do."""
    return jsonfmt.response(current_api().history.dry_run(_rules(_decode_rules(body() or b"{}"))))


def purge() -> Response:
    """Take out for good what the rules find; answers what was done."""
    return jsonfmt.response(current_api().history.purge(_rules(_decode_rules(body() or b"{}"))))


def retention() -> Response:
    """Delete what is older than it may be; answers how many events, by bucket."""
    asked = _decode_retention(body() or b"{}")
    return jsonfmt.response(current_api().retention.apply(dry=asked.dry_run))


def export() -> Response:
    """Everything that is stored about the user, as a ZIP archive."""
    response = current_app.response_class(current_api().export_about_me(), mimetype="application/zip")
    # Packed already.
    response.headers["Content-Encoding"] = "identity"
    response.headers.set("Content-Disposition", "attachment", filename="activitywatch-about-me.zip")
    return response


def _rules(asked: RulesIn) -> list[Rule]:
    from aw_core.privacy import RuleError, parse_rules

    if asked.rules is None:
        return current_api().privacy.all_rules()
    try:
        return list(parse_rules(asked.rules))
    except RuleError as error:
        raise BadRequest("InvalidPrivacyRule", f"{error}; nothing was changed") from None


ROUTES: list[Route] = [
    ("/privacy", ["GET"], show),
    ("/privacy", ["POST"], switch),
    ("/privacy/rules", ["GET"], in_force),
    ("/privacy/dry-run", ["POST"], dry_run),
    ("/privacy/purge", ["POST"], purge),
    ("/privacy/retention", ["POST"], retention),
    ("/privacy/export", ["GET"], export),
]
