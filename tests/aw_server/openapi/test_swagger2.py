"""What Swagger 2.0 can say of the same API."""

from __future__ import annotations

from typing import Any

import pytest

from aw_server.openapi.document import build
from aw_server.openapi.swagger2 import convert, schema2
from aw_server.server import create_app


@pytest.fixture
def swagger() -> dict[str, Any]:
    app = create_app("localhost", True)
    app.api.close()
    return convert(build(app.url_map))


@pytest.mark.parametrize(
    ("schema", "older"),
    [
        ({"type": "integer"}, {"type": "integer"}),
        ({"$ref": "#/components/schemas/Bucket"}, {"$ref": "#/definitions/Bucket"}),
        (
            {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}], "default": None},
            {"type": "string", "format": "date-time", "x-nullable": True},
        ),
        ({"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}, {"$ref": "#/definitions/A"}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}], "description": "d"}, {"description": "d"}),
        ({"type": "object", "properties": {}, "required": []}, {"type": "object", "properties": {}}),
        ({"type": "number", "default": 0.0}, {"type": "number", "default": 0.0}),
        (
            {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
            {"type": "array", "items": {"$ref": "#/definitions/A"}},
        ),
    ],
)
def test_schemas(schema: dict[str, Any], older: dict[str, Any]) -> None:
    assert schema2(schema) == older


def test_paths_are_below_the_base_path(swagger: dict[str, Any]) -> None:
    assert swagger["basePath"] == "/api"
    assert "/0/buckets/{bucket_id}/heartbeat" in swagger["paths"]
    assert not any(path.startswith(("/api", "/pages")) for path in swagger["paths"])


def test_bodies_are_parameters(swagger: dict[str, Any]) -> None:
    heartbeat = swagger["paths"]["/0/buckets/{bucket_id}/heartbeat"]["post"]
    assert [(one["name"], one["in"], one["required"]) for one in heartbeat["parameters"]] == [
        ("bucket_id", "path", True),
        ("pulsetime", "query", True),
        ("body", "body", True),
    ]
    assert heartbeat["parameters"][2]["schema"] == {"$ref": "#/definitions/HeartbeatIn"}
    assert heartbeat["responses"]["200"]["schema"] == {"$ref": "#/definitions/StoredEvent"}
    assert heartbeat["responses"]["200"]["examples"]["application/json"]["duration"] == 1820.0


def test_what_is_not_json_says_so(swagger: dict[str, Any]) -> None:
    assert "multipart/form-data" in swagger["paths"]["/0/import"]["post"]["consumes"]
    assert swagger["paths"]["/"]["get"]["produces"] == ["application/json", "text/html"]
    assert "produces" not in swagger["paths"]["/0/info"]["get"]
