"""Random queries over odd data: whatever is asked, the answer is a value or a typed error, and it comes in time."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query.exceptions import QueryException
from aw_query.limits import Limits, Meter
from aw_query.query2 import answers
from aw_query.registry import functions
from aw_query.source import Source
from aw_server.api_query import written
from tests.support.wait import patience

START = datetime(2024, 3, 30, tzinfo=UTC)
BUCKETS = ("window", "afk", "web", "odd", "empty")
LIMITS = Limits(seconds=3, rows=200_000, rows_held=600_000, items=20_000, answer=20_000_000)
# Beyond the limit: what one function may take on the largest values, on a busy machine.
SLACK = 5.0
TEXTS = [
    "app", "title", "url", "status", "not-afk", "$category", "subevents", "n", "x", "", "window", "afk", "odd", "empty",
    "missing", "hour", "day", "week", "month", "UTC", "Europe/Berlin", "America/Sao_Paulo", "Nowhere", "../etc",
    "base_wins", "sub_wins", ".*", "a+", "(a+)+", "(", "\\\\", "(?i)FIREFOX|b", "[^-]+ - .*", "\\d{1,3}", "\U0001f600",
    "2024-03-31T01:00:00+01:00", "2024", "0001-01-01", "9999-12-31T23:59:59Z", "\ud800", "Z" * 300,
]  # fmt: skip
SUITING = {
    "bucketname": list(BUCKETS),
    "filter_str": ["win", "afk", "", "mpt"],
    "key": ["app", "title", "url", "status", "$category", "$domain", "n"],
    "more_keys": ["app", "status"],
    "regex": [".*", "a+", "(?i)FIREFOX|b", "[^-]+ - .*", "\\d{1,3}", "\U0001f600", "^.{3}"],
    "resolution": ["hour", "day", "week", "month"],
    "timezone": ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu"],
    "conflict": ["base_wins", "sub_wins"],
    "day_start": ["00:00", "04:00"],
    "week_start": ["Monday", "Sunday"],
    "start": ["2024-03-30T05:00:00Z", "2024-03-31T01:00:00+01:00"],
    "end": ["2024-03-31T01:00:00+01:00", "2024"],
    "until": ["2024-04-01T00:00:00Z"],
}
ON_EVENTS = sorted(
    name
    for name, function in functions.items()
    if function.parameters and function.parameters[0].name.startswith("events") and name != "sum_durations"
)
DATA: list[dict[str, Any]] = [
    {},
    {"app": "Firefox", "title": "(3) ● a - b", "url": "https://www.example.com:80/p;x?q=1#f"},
    {"app": "Firefox", "title": "FPS: 59.9 *", "url": "about:blank"},
    {"app": "", "title": "", "url": ""},
    {"app": None, "title": 1, "url": None, "status": True},
    {"app": ["a", ["b"]], "title": {"a": 1}, "url": ["x"], "n": {}},
    {"app": 1, "n": 1.0},
    {"app": True, "n": 2**70},
    {"app": "\ud800 lone", "title": "\0", "n": float("nan")},
    {"app": "a" * 5000, "title": "aab" * 2000, "url": "http://[::1"},
    {"$category": "text", "$period": 5, "subevents": [1], "$tags": None},
    {"status": "not-afk"},
    {"status": "afk", "asleep": True},
]


@contextmanager
def odd_datastore(dice: random.Random) -> Iterator[Datastore]:
    """Buckets with everything that real data and hostile data hold."""
    db = Datastore(MemoryStorage, testing=True)
    for name in BUCKETS:
        bucket = db.create_bucket(name, type="t", client="c", hostname=dice.choice(["box", "ü"]))
        bucket.insert([] if name == "empty" else [_event(dice) for _ in range(dice.choice([1, 30, 400]))])
    db.records.put("settings", "classes", dice.choice([None, [], "x", [{"name": ["A"], "rule": {"regex": "("}}]]))
    try:
        yield db
    finally:
        db.close()


def _event(dice: random.Random) -> Event:
    start = START + timedelta(milliseconds=dice.randrange(48 * 3600 * 1000))
    seconds = dice.choice([0, 0.001, 1, 5, 61.5, 3600, 90_000, 40_000_000])
    return Event(timestamp=start, duration=seconds, data=dict(dice.choice(DATA)))


def program(dice: random.Random) -> str:
    """A program that is one by its form, and mostly makes sense."""
    names = ["e"]
    lines = [f'e = query_bucket("{dice.choice(BUCKETS)}");']
    for _ in range(dice.randint(0, 10)):
        if dice.random() < 0.9:
            value = _events(dice, names, 0)
            names.append(dice.choice("efg"))
            lines.append(f"{names[-1]} = {value};")
        else:
            target = dice.choice(["x", "STARTTIME", "ENDTIME", "true", "é"])
            lines.append(f"{target} = {_anything(dice, names, 0)};")
    lines.append(f"RETURN = {_anything(dice, names, 0)};")
    return dice.choice(["", "\n"]).join(lines)


def _anything(dice: random.Random, names: list[str], depth: int) -> str:
    shape = dice.randrange(12) if depth < 3 else dice.randrange(3)
    if shape == 0:
        return _text(dice, dice.choice(TEXTS))
    if shape == 1:
        return str(dice.choice([0, 1, 5, 100, 10**30, "007"]))
    if shape == 2:
        return dice.choice([*names, "true", "STARTTIME"])
    if shape == 3:
        return f"[{', '.join(_anything(dice, names, depth + 1) for _ in range(dice.randint(0, 3)))}]"
    if shape == 4:
        pairs = [f"{_text(dice, dice.choice(TEXTS))}: {_anything(dice, names, depth + 1)}" for _ in range(2)]
        return f"{{{', '.join(pairs)}}}"
    if shape == 5:
        return _call(dice, dice.choice(sorted(functions)), names, depth)
    return _events(dice, names, depth)


def _events(dice: random.Random, names: list[str], depth: int) -> str:
    if depth > 2 or dice.random() < 0.3:
        return dice.choice([*names, *names, f'query_bucket("{dice.choice(BUCKETS)}")', "[]"])
    return _call(dice, dice.choice(ON_EVENTS), names, depth)


def _call(dice: random.Random, name: str, names: list[str], depth: int) -> str:
    function = functions[name]
    args = []
    for parameter in function.parameters + ((function.rest,) if function.rest else ()):
        if not parameter.required and dice.random() < 0.7:
            continue
        args.append(_argument(dice, parameter, names, depth))
    if dice.random() < 0.01:
        args = args[:-1] if dice.random() < 0.5 else [*args, "1"]
    return f"{name}({', '.join(args)})"


def _argument(dice: random.Random, parameter: Any, names: list[str], depth: int) -> str:
    if dice.random() < 0.01:
        return _anything(dice, names, depth + 1)
    if parameter.name == "classes":
        rules = [f'[["A", "b"], {{"regex": {_named(dice, "regex")}, "priority": 3}}]' for _ in range(2)]
        return f"[{', '.join(rules)}]"
    if parameter.name in ("keys", "vals"):
        return f"[{', '.join(_named(dice, 'key') for _ in range(dice.randint(0, 3)))}]"
    if str in parameter.kinds:
        return _named(dice, parameter.name)
    if int in parameter.kinds:
        return str(dice.choice([0, 1, 5, 100, 10**9]))
    return _events(dice, names, depth + 1)


def _named(dice: random.Random, parameter: str) -> str:
    """A text that suits the parameter, mostly."""
    return _text(dice, dice.choice(TEXTS if dice.random() < 0.02 else SUITING.get(parameter, TEXTS)))


def _text(dice: random.Random, text: str) -> str:
    quote = dice.choice("\"'")
    return quote + text.replace(quote, "\\" + quote) + quote


def mutated(dice: random.Random, text: str) -> str:
    """The text with a few accidents."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randint(0, len(text))
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + dice.randint(1, 5) :]
        elif kind == 1:
            text = text[:at] + dice.choice(list("\"'\\;=,()[]{}:#. \n\t\0é1a\U0001f600")) + text[at:]
        elif kind == 2:
            other = dice.randint(0, len(text))
            text = text[:at] + text[min(at, other) : max(at, other)] + text[at:]
        else:
            text = text[:at]
    return text


def noise(dice: random.Random) -> str:
    """No program at all."""
    alphabet = "RETURN= nop()[]{}'\";:,\\ \n1ax_é\0\ud800"
    return "".join(dice.choice(alphabet) for _ in range(dice.randint(0, 60)))


def fuzz(seed: int, stop_after: float, most: int | None = None) -> Counter[str]:
    """Run random queries for `stop_after` seconds (or `most` of them); how often each kind of outcome was seen.

    Raises AssertionError with seed, number and text of a query that did something else than it may.
    """
    seen: Counter[str] = Counter()
    end = time.monotonic() + stop_after
    number = 0
    while time.monotonic() < end and (most is None or number < most):
        dice = random.Random(f"{seed} {number // 200}")
        with odd_datastore(dice) as db:
            for _ in range(200):
                number += 1
                _try(db, random.Random(f"{seed} query {number}"), f"seed {seed}, query {number}", seen)
                if time.monotonic() > end or number == most:
                    break
    return seen


def _try(db: Datastore, dice: random.Random, what: str, seen: Counter[str]) -> None:
    text = program(dice)
    shape = dice.random()
    if shape < 0.3:
        text = mutated(dice, text)
    elif shape < 0.35:
        text = noise(dice)
    days = [START + timedelta(days=day) for day in range(dice.choice([1, 1, 3]) + 1)]
    meter = Meter(LIMITS)
    started = time.monotonic()
    try:
        for value in answers("name", Source([text]), pairwise(days), db, meter):
            written(value, meter, 0)
        seen["answer"] += 1
    except QueryException as error:
        seen[type(error).__name__] += 1
        assert (error.line is None) == (error.column is None)
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__}: {error}\n{text!r}") from error
    took = time.monotonic() - started
    seen["slowest, ms"] = max(seen["slowest, ms"], round(took * 1000))
    assert took < (LIMITS.seconds + SLACK) * patience(), f"{what} took {took:.1f} s\n{text!r}"
