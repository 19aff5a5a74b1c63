"""The words in which a route is described: what its path cannot say, as data. Types are what msgspec can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from aw_server.openapi.answers import Error

JSON = "application/json"

Binary: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "binary"})]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a path or of the query string."""

    name: str
    kind: Any
    text: str
    example: Any = None
    required: bool = False


@dataclass(frozen=True)
class Body:
    """What a route reads: its shape for each content type, and examples by name."""

    shapes: Mapping[str, Any]
    examples: Mapping[str, Any]
    required: bool = True

    @property
    def shape(self) -> Any:
        """The shape of the JSON form."""
        return self.shapes[JSON]


@dataclass(frozen=True)
class Answer:
    """What comes back with one status. Without a `kind` there is no body. `headers`: name and meaning."""

    text: str
    kind: Any = None
    example: Any = None
    media: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One method of one path. `answers` adds to what every route can answer (`document.COMMON`)."""

    summary: str
    answers: Mapping[int, Answer]
    query: tuple[Parameter, ...] = ()
    body: Body | None = None
    text: str = ""


@dataclass(frozen=True)
class Group:
    """Routes that belong together, by `"METHOD /path/<parameter>"` as the page about the REST API writes them."""

    name: str
    text: str
    operations: Mapping[str, Operation]


def json_body(shape: Any, *, required: bool = True, **examples: Any) -> Body:
    """A JSON body with its examples by name."""
    return Body({JSON: shape}, examples, required)


def refusal(text: str, kind: str, message: str) -> Answer:
    """An error answer with its example."""
    return Answer(text, Error, {"type": kind, "message": message})


def wrong(
    message: str, kind: str = "InvalidBody", text: str = "The body or a parameter is wrong."
) -> dict[int, Answer]:
    """400, with an example of what this route may complain about."""
    return {400: refusal(text, kind, message)}


NO_BUCKET = refusal("There is no such bucket.", "NoSuchBucket", "There is no bucket named aw-watcher-demo_box")
EXAMPLE_TIME = "2024-05-01T09:00:00+00:00"
