"""The page about the query language: every function stands on it, and every example gives what it says."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_core.models import Event
from aw_core.patterns import REACH
from aw_core.timestamps import parse_timestamp
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query.query2 import query
from aw_query.registry import functions

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text()
EXAMPLES = re.findall(r"```\n([^`]*RETURN[^`]*)```\n\n→ `(.*)`", PAGE)
DATA = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[-1])


@pytest.fixture
def datastore() -> Iterator[Datastore]:
    """The data at the end of the page."""
    db = Datastore(MemoryStorage, testing=True)
    for bucket_id, events in DATA.items():
        bucket = db.create_bucket(bucket_id, type="t", client="c", hostname="box")
        bucket.insert(
            [
                Event(timestamp=parse_timestamp(f"2024-05-01T{time}Z"), duration=seconds, data=data)
                for time, seconds, data in events
            ]
        )
    rule = {"type": "regex", "regex": "music", "ignore_case": True}
    db.records.put("settings", "classes", [{"name": ["Leisure", "Music"], "rule": rule}])
    yield db
    db.close()


def short(value: Any) -> Any:
    """Results as the page shows them."""
    if isinstance(value, Event):
        data = {key: short(item) for key, item in value.data.items()}
        return [value.timestamp.strftime("%H:%M:%S").removesuffix(":00"), value.duration.total_seconds(), data]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, list):
        return [short(item) for item in value]
    if isinstance(value, dict):
        return {key: short(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(("text", "shown"), EXAMPLES)
def test_examples(datastore: Datastore, text: str, shown: str) -> None:
    start = parse_timestamp("2024-05-01T00:00:00Z")
    assert short(query("day", text, start, start + timedelta(days=1), datastore)) == json.loads(shown)


def test_every_function_stands_on_the_page_with_an_example() -> None:
    sections = dict(re.findall(r"^### `(\w+\(.*?\))`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
    assert sorted(map(signature, functions.values())) == sorted(sections)
    for heading, section in sections.items():
        name = heading.split("(")[0]
        assert any(f"{name}(" in text for text, _ in EXAMPLES if text in section), heading


def signature(function: Any) -> str:
    names = []
    for parameter in inspect.signature(function.function).parameters.values():
        if parameter.name not in ("datastore", "namespace"):
            names.append(parameter.name + ("…" if parameter.kind is parameter.VAR_POSITIONAL else ""))
    return f"{function.name}({', '.join(names)})"


def test_the_limits_are_those_of_the_code() -> None:
    from aw_query.limits import DEFAULT

    assert DEFAULT.seconds == 60
    assert DEFAULT.answer == 512 * 1024 * 1024
    for number in (DEFAULT.text, DEFAULT.statements, DEFAULT.depth, DEFAULT.rows, DEFAULT.items, DEFAULT.rows_held):
        assert f"{number:,}" in PAGE
    assert f"{DEFAULT.periods:,} periods" in PAGE
    assert all(f"{characters:,}" in PAGE for characters in REACH)
