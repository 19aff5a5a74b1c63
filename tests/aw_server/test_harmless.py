"""What rules do not concern is known by the text in which it is sent; what they do concern is judged each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aw_core.privacy import RuleSet, parse_rules
from aw_server import batches, harmless
from aw_server.harmless import Harmless

from .fakes import bucket, memory_api

RULES = [
    {"field": "title", "pattern": "(?i)bank", "action": "redact", "replacement": "X"},
    {"field": "app", "pattern": "^secret$", "action": "drop"},
    {"field": "app", "pattern": "^mine$", "action": "drop", "bucket_prefix": "other"},
]


class Counted(RuleSet):
    """Rules that write down what they were asked about."""

    def __init__(self) -> None:
        super().__init__(parse_rules(RULES))
        self.asked: list[dict[str, Any]] = []

    def judge(self, bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
        self.asked.append(data)
        return super().judge(bucket_id, data)


def sent(*data: dict[str, Any]) -> list[bytes]:
    return [json.dumps(one).encode() for one in data]


@pytest.fixture
def rules() -> Iterator[Counted]:
    yield Counted()


def test_the_second_time_nobody_is_asked(rules: Counted) -> None:
    known = Harmless(rules)
    some = sent({"app": "a", "title": "ünï"}, {"app": "b", "n": 1.0}, {})
    first = known.judged("b", some)
    assert first.texts == ['{"app":"a","title":"ünï"}', '{"app":"b","n":1.0}', "{}"]
    assert known.judged("b", some[::-1]).texts == first.texts[::-1]
    assert len(rules.asked) == 3
    assert known.judged("b", [*some, *sent({"app": "c"})]).dropped == frozenset()
    assert rules.asked[3:] == [{"app": "c"}]


def test_what_is_hidden_or_dropped_is_judged_each_time(rules: Counted) -> None:
    known = Harmless(rules)
    some = sent({"app": "a"}, {"app": "secret"}, {"app": "b", "title": "My Bank"})
    for asked in (3, 5):
        judged = known.judged("b", some)
        assert judged.texts == ['{"app":"a"}', '{"app":"secret"}', '{"app":"b","title":"X"}']
        assert judged.dropped == {1}
        assert len(rules.asked) == asked


def test_each_bucket_has_rules_of_its_own(rules: Counted) -> None:
    known = Harmless(rules)
    some = sent({"app": "mine"})
    assert known.judged("b", some).dropped == frozenset()
    assert known.judged("other", some).dropped == {0}


def test_what_was_forgotten_is_judged_again(rules: Counted) -> None:
    known = Harmless(rules)
    for _ in range(2):
        known.judged("b", sent({"app": "a"}))
        known.forget()
    assert len(rules.asked) == 2


def test_long_texts_and_too_many_buckets_are_not_remembered(rules: Counted) -> None:
    known = Harmless(rules)
    long = sent({"app": "a" * 2000}, {"app": "a"})
    for _ in range(2):
        assert [len(text) for text in known.judged("b", long).texts] == [2010, 11]
    assert len(rules.asked) == 3
    for number in range(harmless._MOST_BUCKETS):
        known.judged(f"b{number}", sent({"app": "a"}))
    known.judged("b", sent({"app": "a"}))
    assert len(rules.asked) == 3 + harmless._MOST_BUCKETS + 1


@pytest.mark.parametrize("wrong", [b"[1]", b"5", b'{"a": "\xff"}', b'{"a": "\\ud83d"}', b'{"a": 1e400}'])
def test_what_is_no_plain_object_is_for_others_to_judge(rules: Counted, wrong: bytes) -> None:
    known = Harmless(rules)
    with pytest.raises(batches.NotPlain):
        known.judged("b", [*sent({"app": "a"}), wrong])
    assert known.judged("b", [*sent({"app": "a"}), b"null"]).texts == ['{"app":"a"}', "{}"]


def test_new_rules_judge_what_was_known() -> None:
    with memory_api() as api:
        bucket(api)
        body = json.dumps([{"timestamp": "2024-05-01T10:00:00Z", "data": {"app": "secret"}}] * 2).encode()

        def ids() -> list[int | None]:
            read = batches.read(body, 0)
            assert read is not None
            return list(api.create_batch("b", read).ids)

        assert None not in ids()
        api.set_setting("privacy_filters", RULES)
        assert ids() == [None, None]
        api.set_setting("privacy_filters", [])
        assert None not in ids()
        assert api.get_eventcount("b") == 4
