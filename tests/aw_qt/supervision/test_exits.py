"""Ends in words."""

import pytest

from aw_qt.supervision.exits import Exit


@pytest.mark.parametrize(
    ("returncode", "words"),
    [
        (-9, "was killed (SIGKILL)"),
        (-11, "crashed (it touched memory it does not own) (SIGSEGV)"),
        (-15, "was asked to end by another program (SIGTERM)"),
        (-34, "was ended by a signal (SIGRTMIN)"),
        (-200, "was ended by a signal (signal 200)"),
        (0, "ended by itself without an error (exit code 0)"),
        (3, "refused to start (exit code 3)"),
        (1, "ended with an error (exit code 1)"),
    ],
)
def test_a_return_code_in_words(returncode, words):
    assert Exit.of(returncode).describe() == words


def test_a_program_that_never_ran():
    assert Exit(not_started="Permission denied").describe() == "could not be started: Permission denied"
