"""The web UI's types of the REST API are those of the server's description."""

from __future__ import annotations

from tests.webui.schema_types import TARGET, current_document, schema_types, wanted_types


def test_the_types_are_those_of_the_description() -> None:
    assert TARGET.read_text() == schema_types(current_document(), wanted_types()), (
        "run `python -m tests.webui.schema_types`"
    )


def test_what_is_made_of_a_schema() -> None:
    shapes = {
        "A": {
            "type": "object",
            "required": ["x"],
            "properties": {"x": {"type": "integer"}, "y": {"$ref": "#/components/schemas/B"}},
        },
        "B": {"enum": ["on", "off", None], "description": "Two\n  words."},
        "C": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    }
    shapes["D"] = {"type": "string"}
    text = schema_types({"components": {"schemas": shapes}}, ["A", "C"])
    assert "export interface A {\n  x: number;\n  y?: B;\n}" in text
    assert '/** Two words. */\nexport type B = "on" | "off" | none;'.replace("none", "null") in text
    assert "export type D" not in text
    assert "export type C = (string | null)[];" in text
