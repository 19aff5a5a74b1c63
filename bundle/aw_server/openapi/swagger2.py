"""The OpenAPI 3 document as Swagger 2.0, which older tools read: one source, said with fewer words.

What lies outside `/api` is left out, since that is the base path there.
"""

from __future__ import annotations

from typing import Any

BASE = "/api"
_JSON = "application/json"
_FORM = "multipart/form-data"
_METHODS = ("get", "post", "put", "delete")


def convert(document: dict[str, Any]) -> dict[str, Any]:
    """The same API in Swagger 2.0."""
    paths = {
        path.removeprefix(BASE): {method: _operation(entry[method]) for method in _METHODS if method in entry}
        for path, entry in document["paths"].items()
        if path.startswith(f"{BASE}/")
    }
    return {
        "swagger": "2.0",
        "info": document["info"],
        "basePath": BASE,
        "consumes": [_JSON],
        "produces": [_JSON],
        "tags": document["tags"],
        "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        "paths": paths,
        "definitions": {name: schema2(schema) for name, schema in document["components"]["schemas"].items()},
    }


def schema2(schema: Any) -> Any:
    """A schema with the words of Swagger 2.0: no alternatives, null as an extension, references to definitions."""
    if isinstance(schema, list):
        return [schema2(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/definitions/")}
    # An empty list of required keys is not allowed, and null is no default.
    made = {key: schema2(value) for key, value in schema.items() if key != "anyOf" and value not in (None, [])}
    if "anyOf" not in schema:
        return made
    kinds = [kind for kind in schema["anyOf"] if kind != {"type": "null"}]
    # Several kinds cannot be said: any value, and the description says the rest.
    one = schema2(kinds[0]) if len(kinds) == 1 else {}
    return made | one | ({"x-nullable": True} if len(kinds) < len(schema["anyOf"]) and "$ref" not in one else {})


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        key: operation[key] for key in ("tags", "operationId", "summary", "description") if key in operation
    }
    parameters = [_parameter(parameter) for parameter in operation.get("parameters", [])]
    body = operation.get("requestBody")
    if body is not None:
        parameters.append(_body(body))
        made["consumes"] = [_JSON] if _FORM not in body["content"] else [_JSON, _FORM]
    media = {media for answer in operation["responses"].values() for media in answer.get("content", {})}
    if media != {_JSON}:
        made["produces"] = sorted(media)
    if parameters:
        made["parameters"] = parameters
    made["responses"] = {status: _answer(answer) for status, answer in operation["responses"].items()}
    return made


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {key: parameter[key] for key in ("name", "in", "required", "description")}
    made |= schema2(parameter["schema"])
    return made | ({"x-example": parameter["example"]} if "example" in parameter else {})


def _body(body: dict[str, Any]) -> dict[str, Any]:
    """Only the JSON form: Swagger 2.0 has no route that takes either."""
    return {
        "name": "body",
        "in": "body",
        "required": body["required"],
        "schema": schema2(body["content"][_JSON]["schema"]),
    }


def _answer(answer: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"description": answer["description"]}
    if "headers" in answer:
        made["headers"] = {
            name: {"type": "string", "description": header["description"]} for name, header in answer["headers"].items()
        }
    for media, content in answer.get("content", {}).items():
        made["schema"] = schema2(content["schema"])
        if "example" in content:
            made["examples"] = {media: content["example"]}
    return made
