"""The description and the app say the same: routes, parameters, bodies; its examples are true; it is valid OpenAPI."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import schemathesis
from werkzeug.routing import Map, Rule

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.api_shapes import Decoder
from aw_server.config import ServerSettings
from aw_server.openapi.answers import Error
from aw_server.openapi.describe import JSON, Answer, Operation
from aw_server.openapi.document import GROUPS, Route, answers, build, described, routes
from aw_server.openapi.swagger2 import convert
from aw_server.server import AWFlask, create_app

# Read by these handlers themselves, or promised to the ecosystem and without meaning.
UNREAD = {"POST /api/0/query": {"cache"}}
READERS = {"yes", "whole", "number", "moment"}


@pytest.fixture
def app() -> Iterator[AWFlask]:
    db = Datastore(MemoryStorage, testing=False)
    application = create_app(ServerSettings(), db)
    yield application
    application.api.close()
    db.close()


@pytest.fixture
def document(app: AWFlask) -> dict[str, Any]:
    return build(app.url_map)


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, entry in document["paths"].items()
        for method, operation in entry.items()
    }


def handlers(app: AWFlask) -> dict[str, Callable[..., Any]]:
    """The function behind each described route."""
    return {
        Route(method, rule.rule).name: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def test_every_route_of_the_app_is_in_the_document_and_no_other(app: AWFlask, document: dict[str, Any]) -> None:
    ours = {
        f"{method.lower()} {rule.rule}".replace("int:", "").replace("path:", "").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        # The web UI's own files are no API, and other services' APIs are described by them.
        if rule.endpoint not in ("start_page", "ui_file") and not rule.endpoint.startswith("compat.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(operations(document)) == ours
    assert len(ours) > 35


def test_every_route_is_described_and_no_other(app: AWFlask) -> None:
    assert {route.name for route in routes(app.url_map)} == set(described())


def test_a_route_that_nobody_described_still_appears(app: AWFlask) -> None:
    made = build(Map([Rule("/api/0/new/<thing>", methods=["POST"], endpoint="new")]))
    operation = made["paths"]["/api/0/new/{thing}"]["post"]
    assert operation["tags"] == ["Other"]
    assert set(operation["responses"]) == {"400", "401", "403", "503"}


@pytest.mark.parametrize("name", list(described()))
def test_query_parameters_are_those_that_the_handler_reads(app: AWFlask, name: str) -> None:
    operation = described()[name][1]
    words = {parameter.name: parameter.required for parameter in operation.query}
    read = parameters_read_by(handlers(app)[name])
    assert set(words) - UNREAD.get(name, set()) == set(read)
    assert {word for word, required in words.items() if required} == {word for word, must in read.items() if must}


def parameters_read_by(handler: Callable[..., Any]) -> dict[str, bool]:
    """Names of query parameters in the handler's source, and whether it refuses to do without."""
    found = {}
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(handler)))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called in READERS or called == "request.args.get":
                found[str(node.args[0].value)] = called == "number" and len(node.args) == 1
    return found


@pytest.mark.parametrize("name", [name for name in described() if " /api/0/" in name])
def test_bodies_are_what_the_handler_decodes(app: AWFlask, name: str) -> None:
    body = described()[name][1].body
    handler = handlers(app)[name]
    decoders = [vars(sys.modules[handler.__module__]).get(word) for word in handler.__code__.co_names]
    shapes = [decoder.shape for decoder in decoders if isinstance(decoder, Decoder)]
    if handler.__name__ == "import_all":
        shapes = shapes[:1]
    if shapes:
        assert body is not None
        # Several: the handler takes either.
        wanted = shapes[0] if len(shapes) == 1 else shapes[0] | shapes[1]
        assert set(getattr(wanted, "__args__", (wanted,))) == set(getattr(body.shape, "__args__", (body.shape,)))
    else:
        assert (body is not None) == ("body" in handler.__code__.co_names)


def example_cases() -> Iterator[Any]:
    for name, (_, operation) in described().items():
        for word, value in operation.body.examples.items() if operation.body else ():
            yield pytest.param(operation.body.shape, value, id=f"{name} {word}")
        for status, answer in operation.answers.items():
            if answer.example is not None:
                yield pytest.param(answer.kind, answer.example, id=f"{name} {status}")


@pytest.mark.parametrize(("kind", "example"), list(example_cases()))
def test_examples_are_what_they_are_examples_of(kind: Any, example: Any) -> None:
    shaped = msgspec.convert(example, kind)
    known = msgspec.to_builtins(shaped)
    assert within(example, known), f"the example says more than {known}"


def within(example: Any, known: Any) -> bool:
    """Whether the shape knows every key of the example; it may add defaults."""
    if isinstance(example, dict):
        return all(key in known and within(value, known[key]) for key, value in example.items())
    if isinstance(example, list):
        return all(within(one, other) for one, other in zip(example, known, strict=True))
    return bool(example == known)


@pytest.mark.parametrize("name", list(described()))
def test_everything_has_words_and_examples(name: str) -> None:
    group, operation = described()[name]
    assert group.text
    assert operation.summary
    assert all(parameter.text for parameter in operation.query)
    if operation.body is not None:
        assert operation.body.examples
    for status, answer in answers(operation).items():
        assert answer.text, status
        assert has_example(answer), status


def has_example(answer: Answer) -> bool:
    whole_documents = dict[str, Any]
    return answer.example is not None or answer.kind in (None, whole_documents) or answer.media != JSON


@pytest.mark.parametrize("operation", [pytest.param(one, id=name) for name, (_, one) in described().items()])
def test_errors_look_like_errors(operation: Operation) -> None:
    for status, answer in answers(operation).items():
        if status >= 400:
            assert msgspec.to_builtins(msgspec.convert(answer.example, Error)).keys() <= {"type", "message"}
            assert answer.example["message"]


def test_names_for_generated_clients_differ(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(document).values()]
    assert len(names) == len(set(names))
    assert "get_buckets_bucket_id_events_count" in names


def test_groups_are_tags_in_their_order(document: dict[str, Any]) -> None:
    assert [tag["name"] for tag in document["tags"]] == [group.name for group in GROUPS]


def test_no_other_host_is_named(document: dict[str, Any]) -> None:
    text = msgspec.json.encode(document).decode()
    assert "https://" not in text
    assert text.replace("http://localhost:5600", "").count("http://") == 0


def test_the_code_cites_its_contract_and_the_document_does_not(document: dict[str, Any]) -> None:
    assert "(contract" not in msgspec.json.encode(document).decode()


@pytest.mark.parametrize("form", ["openapi", "swagger"])
def test_it_is_valid(document: dict[str, Any], form: str) -> None:
    made = msgspec.json.decode(msgspec.json.encode(document if form == "openapi" else convert(document)))
    schemathesis.openapi.from_dict(made).validate()


def test_a_document_that_is_not_valid_is_noticed(document: dict[str, Any]) -> None:
    del document["paths"]["/api/0/info"]["get"]["responses"]["200"]["description"]
    with pytest.raises(Exception, match="description"):
        schemathesis.openapi.from_dict(document).validate()
