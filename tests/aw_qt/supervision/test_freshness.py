"""Who is silent?"""

from aw_qt.supervision.freshness import seconds_until_doubt, silent_modules

AFK = "aw-watcher-afk"


def test_a_module_that_runs_long_and_delivered_nothing_lately_is_silent():
    assert silent_modules({AFK: 200}, {AFK: 91}, paused=False) == {AFK}


def test_a_fresh_module_and_one_that_just_started_are_not():
    assert not silent_modules({AFK: 200}, {AFK: 20}, paused=False)
    assert not silent_modules({AFK: 30}, {AFK: 5000}, paused=False)


def test_a_module_that_never_owned_a_bucket_is_never_judged():
    assert not silent_modules({"aw-notify": 5000}, {AFK: 500}, paused=False)


def test_nothing_is_judged_while_paused_or_locked():
    assert not silent_modules({AFK: 200}, {AFK: 200}, paused=True)
    assert not silent_modules({AFK: 200}, {AFK: 200}, paused=False, locked=True)


def test_the_oldest_fresh_receipt_says_how_long_all_is_known_to_be_well():
    assert seconds_until_doubt({}) == 90
    assert seconds_until_doubt({AFK: 20, "aw-x": 60}) == 30
    assert seconds_until_doubt({AFK: 20, "long gone": 5000}) == 70
