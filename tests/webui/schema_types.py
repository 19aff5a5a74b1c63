"""TypeScript shapes of the REST API, made from the server's own description.

`python -m tests.webui.schema_types` writes bundle/aw-webui/src/api/schema.ts; a test compares the two. Only what
`types.ts` names, and what that is made of, so that a new route changes nothing here until a page uses it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.support.programs import ROOT

TARGET = ROOT / "bundle" / "aw-webui" / "src" / "api" / "schema.ts"
_HEAD = """/**
 * Shapes of the REST API, made from the server's own description: do not edit.
 * `python -m tests.webui.schema_types` writes this file anew; a test compares it with `/api/openapi.json`.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
"""
_REFERENCE = re.compile(r"#/components/schemas/(\w+)")
_SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def schema_types(document: Mapping[str, Any], wanted: Iterable[str]) -> str:
    """The text of schema.ts for an OpenAPI document: the shapes of these names and all that they refer to."""
    shapes = document["components"]["schemas"]
    names: set[str] = set()
    ahead = list(wanted)
    while ahead:
        name = ahead.pop()
        if name not in names:
            names.add(name)
            ahead += _REFERENCE.findall(json.dumps(shapes[name]))
    return "\n".join([_HEAD, *(_declared(name, shapes[name]) for name in sorted(names))])


def wanted_types() -> set[str]:
    """What types.ts takes from schema.ts."""
    text = (TARGET.parent / "types.ts").read_text(encoding="utf-8")
    exported = "".join(re.findall(r"export type \{([^}]*)\} from \"./schema\"", text))
    return {*re.findall(r"Schema\.(\w+)", text), *re.findall(r"(\w+)(?: as \w+)?\s*(?:,|$)", exported)}


def _declared(name: str, shape: Mapping[str, Any]) -> str:
    comment = [f"/** {' '.join(shape['description'].split())} */"] if "description" in shape else []
    if shape.get("type") != "object" or "properties" not in shape:
        return "\n".join([*comment, f"export type {name} = {_type(shape)};", ""])
    return "\n".join([*comment, f"export interface {name} {{", *_members(shape), "}", ""])


def _members(shape: Mapping[str, Any]) -> Iterator[str]:
    required = set(shape.get("required", ()))
    for key, kind in shape["properties"].items():
        yield f"  {key}{'' if key in required else '?'}: {_type(kind)};"


def _type(shape: Mapping[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "enum" in shape:
        return " | ".join(_literal(value) for value in shape["enum"])
    if "const" in shape:
        return _literal(shape["const"])
    for union in ("anyOf", "oneOf"):
        if union in shape:
            return " | ".join(dict.fromkeys(_type(part) for part in shape[union]))
    kind = shape.get("type")
    if isinstance(kind, list):
        return " | ".join(_type({**shape, "type": one}) for one in kind)
    if kind == "array":
        items = _type(shape.get("items", {}))
        return f"({items})[]" if "|" in items else f"{items}[]"
    if kind == "object":
        return _object(shape)
    return _SIMPLE.get(str(kind), "Json")


def _object(shape: Mapping[str, Any]) -> str:
    values = shape.get("additionalProperties")
    inner = _type(values) if isinstance(values, Mapping) else "Json"
    return f"{{ [key: string]: {inner} }}"


def _literal(value: Any) -> str:
    return json.dumps(value)


def current_document() -> dict[str, Any]:
    """The description of a server with nothing in it."""
    from aw_datastore import Datastore
    from aw_datastore.storages import MemoryStorage
    from aw_server.config import ServerSettings
    from aw_server.openapi import document
    from aw_server.server import create_app

    db = Datastore(MemoryStorage, testing=True)
    app = create_app(ServerSettings(testing=True), db)
    try:
        return dict(document.build(app.url_map))
    finally:
        app.api.close()
        db.close()


def main() -> None:
    """Write schema.ts."""
    TARGET.write_text(schema_types(current_document(), wanted_types()), encoding="utf-8")


if __name__ == "__main__":
    main()
