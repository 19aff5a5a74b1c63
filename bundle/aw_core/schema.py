"""JSON schemas of the ecosystem's shapes: event, bucket, export (contract 2.5)."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = ("event", "bucket", "export")


def get_json_schema(name: str) -> dict[str, Any]:
    """The draft-04 schema called `name`. Raises ValueError for another name."""
    if name not in NAMES:
        raise ValueError(f"no schema is called {name!r}; there are {', '.join(NAMES)}")
    text = resources.files("aw_core").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def validate(name: str, value: Any) -> None:
    """Raises `jsonschema.ValidationError` if `value` is not of the shape, invalid date-times included."""
    import jsonschema

    jsonschema.validate(value, get_json_schema(name), format_checker=jsonschema.FormatChecker())
