"""A short run of the fuzzer; the long one is `make soak`."""

from __future__ import annotations

from tests.aw_query.fuzzing import fuzz


def test_random_queries_only_fail_as_they_may() -> None:
    seen = fuzz(seed=20240501, stop_after=600, most=800)
    assert seen["answer"] > 100
    for kind in ("QueryParseException", "QueryInterpretException", "QueryFunctionException"):
        assert seen[kind] > 10
