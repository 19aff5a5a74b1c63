"""Exits in, decision out."""

from aw_qt.supervision import policy
from aw_qt.supervision.policy import GiveUp, RestartAt


def test_the_first_three_exits_within_ten_minutes_are_restarted_with_growing_delay():
    exits: list[float] = []
    delays = []
    for now in (0.0, 100.0, 200.0):
        exits.append(now)
        decision = policy.decide(exits, now)
        assert isinstance(decision, RestartAt)
        delays.append(decision.time - now)
    assert delays == sorted(delays) and len(set(delays)) == 3
    assert max(delays) < 5


def test_the_fourth_exit_within_ten_minutes_is_given_up():
    assert policy.decide([0, 200, 400, 599], 599) == GiveUp(4)


def test_exits_older_than_ten_minutes_do_not_count():
    assert policy.decide([0, 200, 400, 601], 601) == RestartAt(601 + policy.DELAYS[2], 3)


def test_a_run_of_ten_minutes_is_healthy():
    assert policy.healthy_at(50) == 650


def test_a_restart_after_a_long_calm_is_the_quickest():
    assert policy.decide([5000], 5000) == RestartAt(5000 + policy.DELAYS[0], 1)
