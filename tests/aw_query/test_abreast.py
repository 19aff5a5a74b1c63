"""Parts that are computed at once: whose error counts, and that nothing goes on after it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aw_query.abreast import Abreast, Hands
from aw_query.dividing import NotDivisible
from aw_query.exceptions import QueryFunctionException
from aw_query.limits import Ended, Limits, Meter
from aw_query.question import Question
from aw_query.stretch import Sums

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Work = Callable[[Question, int | None, int | None], Sums]


def _question(**limits: Any) -> Question:
    return Question([], "", NOW, NOW, Meter(Limits(**limits)))


def _length(question: Question, left: int | None, right: int | None) -> Sums:
    return [timedelta(seconds=(right or 0) - (left or 0))]


def _until(seam: int, cuts: list[int], work: Work, question: Question | None = None) -> Sums:
    with Abreast(question or _question(), cuts, work) as abreast:
        return abreast.until(seam)


@pytest.mark.parametrize("cuts", [[], [3], [3, 5, 8]])
def test_the_sums_of_all_parts_are_added_up(cuts: list[int]) -> None:
    seen = []

    def work(*args: Any) -> Sums:
        seen.append((args[1:], threading.current_thread()))
        return _length(*args)

    assert _until(10, cuts, work) == [timedelta(seconds=10)]
    edges = [None, *cuts, 10]
    assert {stretch for stretch, _ in seen} == set(itertools.pairwise(edges))
    assert len({thread for _, thread in seen}) == len(cuts) + 1
    assert not any(thread.is_alive() for _, thread in seen if thread is not threading.current_thread())


def test_parts_are_computed_at_the_same_time() -> None:
    both = threading.Barrier(3, timeout=60)

    def work(*args: Any) -> Sums:
        both.wait()
        return _length(*args)

    assert _until(10, [3, 5], work) == [timedelta(seconds=10)]


def test_where_no_more_threads_are_to_be_had_there_is_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    start, left = threading.Thread.start, [1]

    def refused(thread: threading.Thread) -> None:
        if not left[0]:
            raise RuntimeError("can't start new thread")
        left[0] -= 1
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refused)
    assert _until(10, [3, 5], _length) == [timedelta(seconds=10)]


def test_a_seam_before_a_cut_needs_one_part() -> None:
    seen = []

    def work(question: Question, left: int | None, right: int | None) -> Sums:
        seen.append((left, right))
        return _length(question, left, right)

    assert _until(5, [5], work) == [timedelta(seconds=5)]
    assert (None, 5) in seen and (5, 5) not in seen


@pytest.mark.parametrize("at", [None, 3, 5])
def test_where_a_cut_can_be_felt_the_whole_is_computed(at: int | None) -> None:
    def work(question: Question, left: int | None, right: int | None) -> Sums:
        if (left == at and right != 10) or left == at == 5:
            raise NotDivisible
        return _length(question, left, right)

    assert _until(10, [3, 5], work) == [timedelta(seconds=10)]


def test_what_is_not_divisible_as_a_whole_says_so() -> None:
    def work(question: Question, left: int | None, right: int | None) -> Sums:
        raise NotDivisible

    with pytest.raises(NotDivisible):
        _until(10, [5], work)


@pytest.mark.parametrize("fails", [None, 5])
def test_the_first_error_counts_and_ends_all_other_parts(fails: int | None) -> None:
    begun, ended = threading.Barrier(2, timeout=60), []

    def work(question: Question, left: int | None, right: int | None) -> Sums:
        begun.wait()
        if left == fails:
            raise QueryFunctionException("no")
        with pytest.raises(Ended):
            while True:
                question.meter.check_time()
        ended.append(left)
        raise Ended

    with pytest.raises(QueryFunctionException, match="no"):
        _until(10, [5], work)
    assert len(ended) == 1


def test_what_goes_wrong_in_a_part_that_was_ended_is_not_told() -> None:
    ready = threading.Event()

    def work(question: Question, left: int | None, right: int | None) -> Sums:
        if left is not None:
            assert ready.wait(60)
            raise QueryFunctionException("first")
        ready.set()
        with pytest.raises(Ended):
            while True:
                question.meter.check_time()
        raise LookupError

    with pytest.raises(QueryFunctionException, match="first"):
        _until(10, [5], work)


def test_who_needs_no_parts_any_more_waits_for_their_end() -> None:
    ended = []

    def work(question: Question, left: int | None, right: int | None) -> Sums:
        with pytest.raises(Ended):
            while True:
                question.meter.check_time()
        ended.append(threading.current_thread())
        raise Ended

    with pytest.raises(LookupError), Abreast(_question(), [3, 5], work):
        raise LookupError
    assert len(ended) == 2 and not any(thread.is_alive() for thread in ended)


def test_the_whole_has_all_of_its_meter_after_parts_were_given_up() -> None:
    question = _question(rows_held=9)
    held = []

    def work(question: Question, left: int | None, right: int | None) -> Sums:
        question.meter.check_time()
        held.append(question.meter.limits.rows_held)
        if left is not None:
            raise NotDivisible
        return _length(question, left, right)

    assert _until(10, [5], work, question) == [timedelta(seconds=10)]
    assert held[-1] == 9 and set(held[:-1]) <= {4}


def test_parts_have_the_time_that_is_left() -> None:
    now = [0.0]
    meter = Meter(Limits(seconds=5), lambda: now[0])
    now[0] = 4
    shared = meter.shared(2)
    shared.check_time()
    now[0] = 6
    with pytest.raises(QueryFunctionException, match="longer than 5 seconds"):
        shared.check_time()


def test_there_are_no_more_parts_than_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
    assert Hands.here().parts == 1
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert Hands.here().parts == 2
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert Hands.here().parts == 1
