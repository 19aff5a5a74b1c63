"""Puts the description together: the app's own routes, the types that decode and answer, and the words of `describe`.

Paths and methods come from the app, so a route cannot be missing; one that nobody has described yet appears bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from werkzeug.routing import Map, Rule

from aw_core.__about__ import __version__
from aw_server.openapi.answers import Error
from aw_server.openapi.apps import APPLICATIONS
from aw_server.openapi.backups import BACKUPS
from aw_server.openapi.buckets import BUCKETS, EVENTS
from aw_server.openapi.describe import JSON, Answer, Body, Group, Operation, Parameter, refusal
from aw_server.openapi.goals import GOALS
from aw_server.openapi.imports import IMPORTS
from aw_server.openapi.keys import KEYS
from aw_server.openapi.privacy import PRIVACY
from aw_server.openapi.productivity import PRODUCTIVITY
from aw_server.openapi.recording import FOCUS, MODULES, PAUSE, TODAY, TRANSFER
from aw_server.openapi.server import PAGES, QUERY, SERVER, SETTINGS
from aw_server.openapi.webhooks import WEBHOOKS
from aw_server.openapi.zones import ZONES

GROUPS = (
    *(SERVER, BUCKETS, EVENTS, TRANSFER, IMPORTS, BACKUPS, QUERY, SETTINGS),
    *(PRIVACY, PAUSE, FOCUS, MODULES, TODAY, PRODUCTIVITY, ZONES, GOALS, KEYS, APPLICATIONS, WEBHOOKS, PAGES),
)
OTHER = Group("Other", "Not described yet.", {})

# What every route can answer, whatever it does: the guards and the storage speak before or below it.
COMMON = {
    400: refusal(
        "The Host header names another server, or a parameter is wrong.",
        "InvalidParameter",
        "limit 'many' is not a whole number",
    ),
    401: refusal(
        "A key is needed and there is none, or the one that was sent is not valid.",
        "KeyNeeded",
        "This needs an access key: Authorization: Bearer <key>.",
    ),
    403: Answer(
        "A foreign web page or extension caused the request, another user of this computer asks without a key, or the "
        "key may not do this.",
        Error,
        {"message": "Requests that another web page caused are refused."},
    ),
    503: refusal("Try again later; keep what you wanted to send.", "StorageError", "The disk is full."),
}
KEY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "An access key. Programs of the computer's own user need none, unless `require_key` is set.",
}
NOT_JSON = Answer(
    "The body does not say that it is JSON.",
    Error,
    {"message": "The body has to be JSON, with the header Content-Type: application/json."},
)
PATH = {
    "bucket_id": Parameter("bucket_id", str, "The bucket's id.", "aw-watcher-demo_box"),
    "event_id": Parameter("event_id", int, "The event's id.", 17),
    "key_id": Parameter("key_id", str, "The key's id, not its secret.", "3f1c09ab"),
    "hook_id": Parameter("hook_id", str, "The webhook's id.", "5f0c2a7be41d"),
    "key": Parameter("key", str, "The setting's key.", "startOfDay"),
    "name": Parameter("name", str, "The module's or the page's name.", "aw-watcher-afk"),
    "path": Parameter("path", str, "The file's path.", "index.html"),
}
_TEXT = """What watchers, the web UI and scripts of any language talk to; the v0 API of the ActivityWatch ecosystem.

Times are ISO 8601, from `2024` to `2024-05-01T09:00:00.123+02:00`; without a zone they are UTC, and answers always are.
Durations are seconds. Every path below `/api/` is served with and without a slash at its end. 200 means stored."""
_PARAMETER = re.compile(r"<(?:[^<>:]*:)?([^<>]+)>")
# The web UI's own files are no API.
_PREFIXES = ("/api/", "/pages/")
_SECTION = re.compile(r"\s*\(contract [^)]*\)")
_REFERENCE = "#/components/schemas/{name}"


class Route(NamedTuple):
    """One method of one rule of the app."""

    method: str
    rule: str

    @property
    def name(self) -> str:
        """As the descriptions and the page about the REST API write it."""
        return self.method + " " + _PARAMETER.sub(r"<\1>", self.rule)

    @property
    def path(self) -> str:
        """As OpenAPI writes it."""
        return _PARAMETER.sub(r"{\1}", self.rule)

    @property
    def parameters(self) -> list[str]:
        """The names in the path."""
        return _PARAMETER.findall(self.rule)


def routes(url_map: Map) -> Iterator[Route]:
    """Every route that belongs into the description, in the order of the app. Other services' APIs are their own."""
    rules: Iterable[Rule] = url_map.iter_rules()
    for rule in rules:
        if rule.rule.startswith(_PREFIXES) and not str(rule.endpoint).startswith("compat."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Route(method, rule.rule)


def described() -> dict[str, tuple[Group, Operation]]:
    """Everything that is described, by the route's name."""
    return {name: (group, operation) for group in GROUPS for name, operation in group.operations.items()}


def answers(operation: Operation) -> dict[int, Answer]:
    """What an operation can answer, by status: its own answers and those that it shares with all."""
    found = COMMON | ({} if operation.body is None else {415: NOT_JSON}) | dict(operation.answers)
    return dict(sorted(found.items()))


def build(url_map: Map) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an app with these routes."""
    words = described()
    found = [(route, *words.get(route.name, (OTHER, Operation(route.name, {})))) for route in routes(url_map)]
    schemas = Schemas(operation for _, _, operation in found)
    paths: dict[str, dict[str, Any]] = {}
    for route, group, operation in found:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, group, operation, schemas)
    groups = [group for group in (*GROUPS, OTHER) if any(group is used for _, used, _ in found)]
    order = {group.name: place for place, group in enumerate(groups)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ActivityWatch",
            "version": __version__,
            "description": _TEXT,
            "license": {"name": "MPL-2.0"},
        },
        "security": [{}, {"key": []}],
        "tags": [{"name": group.name, "description": group.text} for group in groups],
        "paths": dict(sorted(paths.items(), key=lambda item: (_place(item[1], order), item[0]))),
        "components": {"schemas": schemas.components, "securitySchemes": {"key": KEY_SCHEME}},
    }


def _place(methods: Mapping[str, Any], order: Mapping[str, int]) -> int:
    return min(order[operation["tags"][0]] for operation in methods.values())


class Schemas:
    """JSON schemas of all types that the operations name; those with a name are components that the others refer to."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        kinds = [PATH[name].kind for name in PATH] + [answer.kind for answer in (*COMMON.values(), NOT_JSON)]
        for operation in operations:
            kinds += [parameter.kind for parameter in operation.query]
            kinds += [] if operation.body is None else list(operation.body.shapes.values())
            kinds += [answer.kind for answer in operation.answers.values()]
        kinds = [kind for kind in kinds if kind is not None]
        made, components = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
        # By name: some types are made of parts that cannot be hashed.
        self._made = dict(zip(map(str, kinds), made, strict=True))
        self.components = {name: _reworded(schema) for name, schema in sorted(components.items())}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of one of the types."""
        return dict(self._made[str(kind)])


def _reworded(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the sections of the contract that the code cites."""
    if "description" in schema:
        schema = schema | {"description": _SECTION.sub("", schema["description"])}
    return schema


def _operation(route: Route, group: Group, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    made: dict[str, Any] = {"tags": [group.name], "operationId": _identifier(route), "summary": operation.summary}
    if operation.text:
        made["description"] = operation.text
    parameters = [_parameter(PATH.get(name, Parameter(name, str, name)), "path", schemas) for name in route.parameters]
    parameters += [_parameter(parameter, "query", schemas) for parameter in operation.query]
    if parameters:
        made["parameters"] = parameters
    if operation.body is not None:
        made["requestBody"] = _body(operation.body, schemas)
    made["responses"] = {str(status): _answer(answer, schemas) for status, answer in answers(operation).items()}
    return made


def _identifier(route: Route) -> str:
    """A name for generated clients: `get_buckets_bucket_id_events`."""
    words = re.findall(r"\w+", route.path.removeprefix("/api/0"))
    slash = "_index" if route.rule.startswith("/pages/<") and route.rule.endswith("/") else ""
    return "_".join([route.method.lower(), *words]) + slash


def _parameter(parameter: Parameter, place: str, schemas: Schemas) -> dict[str, Any]:
    schema = schemas.of(parameter.kind)
    if place == "path":
        schema |= {"minimum": 0} if parameter.kind is int else {"minLength": 1}
    made: dict[str, Any] = {
        "name": parameter.name,
        "in": place,
        "required": parameter.required or place == "path",
        "description": parameter.text,
        "schema": schema,
    }
    return made if parameter.example is None else made | {"example": parameter.example}


def _body(body: Body, schemas: Schemas) -> dict[str, Any]:
    content: dict[str, Any] = {media: {"schema": schemas.of(shape)} for media, shape in body.shapes.items()}
    content[JSON]["examples"] = {
        name: {"summary": name.replace("_", " "), "value": value} for name, value in body.examples.items()
    }
    return {"required": body.required, "content": content}


def _answer(answer: Answer, schemas: Schemas) -> dict[str, Any]:
    made: dict[str, Any] = {"description": answer.text}
    if answer.headers:
        made["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in answer.headers.items()
        }
    if answer.kind is not None:
        content: dict[str, Any] = {"schema": schemas.of(answer.kind)}
        if answer.example is not None:
            content["example"] = answer.example
        made["content"] = {answer.media: content}
    return made
