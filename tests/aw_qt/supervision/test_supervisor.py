"""Every edge of the graph, walked with fake children and a clock in a variable."""

from dataclasses import replace

import pytest

from aw_qt.snapshot import Health, NoticeKind, PauseView, ServerNotice
from aw_qt.supervision import messages as msg
from aw_qt.supervision.exits import Exit
from aw_qt.supervision.probe import Holder, Verdict
from tests.aw_qt.fakes import World, programs

SERVER, AFK, WINDOW = "aw-server", "aw-watcher-afk", "aw-watcher-window"
ALL = (SERVER, AFK, WINDOW)
FOREIGN = Verdict(Holder.FOREIGN, 5600, "Port 5600 is already used by aw-server-rust (pid 7, user anna).")


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, *ALL).start()


def heard(version=0, wishes=None, restarts=(), paused=False, receipts=None):
    return msg.Heard(version, wishes or {}, tuple(restarts), PauseView(paused), receipts or {}, True)


def kinds(world):
    return [notice.kind for notice in world.notices]


# -- start ------------------------------------------------------------------------------------------


def test_the_server_is_started_first_and_watchers_only_when_it_answers(tmp_path):
    world = World(tmp_path, *ALL, answers=False)
    world.supervisor.start(world.now)
    world.drain()
    assert [child.launch.name for child in world.tools.children] == [SERVER]
    assert (world.state(AFK), world.state(WINDOW)) == ("waiting", "waiting")
    world.send(msg.Answered(world.module(SERVER).serial))
    assert [child.launch.name for child in world.tools.children] == list(ALL)


def test_a_started_watcher_is_running_after_it_stayed_up_for_a_second(world):
    assert world.states() == ["running"] * 3
    assert all(module.child is not None for module in world.supervisor.modules.values())


def test_own_modules_are_told_that_they_are_supervised_and_foreign_ones_are_not(tmp_path):
    world = World(tmp_path, SERVER, "aw-notify").start()
    assert world.tools.child(SERVER).launch.argv == ("/opt/aw-server", "--supervised")
    assert world.tools.child("aw-notify").launch.argv == ("/opt/aw-notify",)
    assert world.tools.child("aw-notify").launch.env == {"OWN": "False"}


def test_testing_and_a_port_that_is_not_the_default_are_handed_on(tmp_path):
    world = World(tmp_path, SERVER, AFK, "aw-notify", testing=True, port=7777).start()
    assert world.tools.child(AFK).launch.argv == (
        "/opt/aw-watcher-afk",
        "--testing",
        "--supervised",
        "--port",
        "7777",
    )
    assert world.tools.child("aw-notify").launch.argv == ("/opt/aw-notify", "--testing")


def test_a_wanted_module_without_a_program_is_missing_and_comes_when_it_is_installed(tmp_path):
    world = World(tmp_path, SERVER, wanted=(SERVER, AFK)).start()
    assert world.state(AFK) == "missing"
    assert world.supervisor.snapshot().health is Health.TROUBLE
    world.tools.found = programs(SERVER, AFK)
    world.send(msg.Rescan()).run(2)
    assert world.state(AFK) == "running"


def test_a_found_but_unwanted_module_is_listed_as_stopped(tmp_path):
    world = World(tmp_path, SERVER, "aw-notify", wanted=(SERVER,)).start()
    assert world.state("aw-notify") == "stopped"
    assert world.supervisor.snapshot().health is Health.OK


def test_a_slow_server_is_said_to_be_slow_and_not_restarted(tmp_path):
    world = World(tmp_path, *ALL, answers=False).start().run(60)
    assert world.state(SERVER) == "starting"
    assert "does not answer" in world.module(SERVER).reason
    assert len(world.tools.children) == 1


def test_a_module_the_system_will_not_start_is_retried_then_given_up(tmp_path):
    world = World(tmp_path, *ALL, refuses={AFK}).start().run(60)
    assert world.state(AFK) == "failed"
    assert "Permission denied" in world.supervisor.snapshot().failures[0].reason


def test_without_a_wanted_server_watchers_start_at_once(tmp_path):
    world = World(tmp_path, *ALL, wanted=(AFK,)).start()
    assert (world.state(SERVER), world.state(AFK)) == ("stopped", "running")


# -- crash ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [Exit(signal=9), Exit(code=1), Exit(code=0)])
def test_any_end_of_a_wanted_module_is_followed_by_a_restart_within_five_seconds(world, how):
    world.end(AFK, how)
    assert world.state(AFK) == "backing-off"
    world.run(4.9)
    assert world.state(AFK) == "running"
    assert kinds(world) == [NoticeKind.RESTARTING]


def test_each_of_three_restarts_is_done_within_five_seconds_and_the_fourth_end_is_given_up(world):
    for attempt in range(3):
        world.end(AFK).run(4.9)
        assert world.state(AFK) == "running", attempt
    assert world.module(AFK).restarts == 3
    world.end(AFK).run(100)
    assert world.state(AFK) == "failed"
    (failure,) = world.supervisor.snapshot().failures
    assert failure.name == AFK
    assert "was killed (SIGKILL)" in failure.reason and "4 times" in failure.reason
    assert failure.lines == (f"last words of {AFK}",)
    assert kinds(world) == [NoticeKind.RESTARTING] * 3 + [NoticeKind.GAVE_UP]
    assert world.supervisor.snapshot().health is Health.TROUBLE


def test_four_ends_spread_over_more_than_ten_minutes_are_not_given_up(world):
    for _ in range(6):
        world.end(AFK).run(301)
        assert world.state(AFK) == "running"


def test_ten_healthy_minutes_reset_the_count(world):
    world.end(AFK).run(5)
    assert world.module(AFK).restarts == 1
    world.run(601)
    assert (world.module(AFK).restarts, world.module(AFK).exits) == (0, [])


def test_restart_starts_a_failed_module_with_a_clean_history(world):
    for _ in range(4):
        world.end(AFK).run(5)
    world.send(msg.Restart(AFK)).run(2)
    assert world.state(AFK) == "running"
    assert world.supervisor.snapshot().failures == ()
    world.end(AFK).run(5)
    assert world.state(AFK) == "running"


def test_disabling_a_failed_module_takes_its_failure_away(world):
    for _ in range(4):
        world.end(AFK).run(5)
    world.send(msg.Wish(AFK, False))
    assert world.state(AFK) == "stopped"
    assert world.supervisor.snapshot().failures == ()
    assert world.supervisor.snapshot().health is Health.OK


def test_restart_of_a_running_module_replaces_its_process(world):
    old = world.tools.child(AFK)
    world.send(msg.Restart(AFK)).run(3)
    assert old.done == ["ask"]
    assert world.tools.child(AFK) is not old
    assert world.state(AFK) == "running"
    assert world.notices == []


def test_watchers_go_on_while_the_server_is_restarted(world):
    before = len(world.tools.children)
    world.end(SERVER).run(5)
    assert world.state(SERVER) == "running"
    assert [child.launch.name for child in world.tools.children[before:]] == [SERVER]


def test_a_watcher_that_dies_while_the_server_is_away_waits_for_it(world):
    world.tools.answers = False
    world.end(SERVER).end(AFK).run(5)
    assert world.state(AFK) == "waiting"
    world.send(msg.Answered(world.module(SERVER).serial)).run(2)
    assert world.state(AFK) == "running"


def test_news_of_an_older_child_are_ignored(world):
    old = world.module(AFK).serial
    world.end(AFK).run(5)
    world.send(msg.Exited(AFK, old, Exit(code=1)))
    assert world.state(AFK) == "running"


# -- wishes -----------------------------------------------------------------------------------------


def test_unticked_is_stopped_politely_and_ticked_comes_back(world):
    child = world.tools.child(WINDOW)
    world.send(msg.Wish(WINDOW, False))
    assert world.state(WINDOW) == "stopped"
    assert child.done == ["ask"] and not child.alive
    assert world.notices == []
    world.send(msg.Wish(WINDOW, True)).run(2)
    assert world.state(WINDOW) == "running"


def test_a_wish_is_remembered_over_a_restart(tmp_path):
    World(tmp_path, *ALL).start().send(msg.Wish(WINDOW, False))
    again = World(tmp_path, *ALL).start()
    assert (again.state(AFK), again.state(WINDOW)) == ("running", "stopped")


def test_ticked_again_while_stopping_starts_after_the_end(tmp_path):
    world = World(tmp_path, *ALL, obeys={AFK: "terminate"}).start()
    world.send(msg.Wish(AFK, False)).send(msg.Wish(AFK, True))
    assert world.state(AFK) == "stopping"
    world.run(5)
    assert world.state(AFK) == "running"


def test_unticked_while_backing_off_or_waiting(world):
    world.end(AFK).send(msg.Wish(AFK, False))
    assert world.state(AFK) == "stopped"
    world.run(10)
    assert world.state(AFK) == "stopped"


def test_unticking_the_server_while_its_port_is_looked_at(tmp_path):
    world = World(tmp_path, *ALL)
    world.supervisor.start(world.now)
    world.supervisor.handle(msg.Wish(SERVER, False), world.now)
    world.drain()
    assert world.state(SERVER) == "stopped"
    assert SERVER not in [child.launch.name for child in world.tools.children]


# -- stop -------------------------------------------------------------------------------------------


def test_stop_ends_the_watchers_first_and_the_server_last(world):
    order = []
    for child in world.tools.children:
        end = child.end
        child.end = lambda how, end=end, name=child.launch.name: (order.append(name), end(how))
    world.send(msg.StopAll("test"))
    assert order == [AFK, WINDOW, SERVER]
    assert world.supervisor.done
    assert world.notices == []


@pytest.mark.parametrize("obeys", ["ask", "terminate", "kill", "nothing"])
def test_stop_takes_at_most_ten_seconds_whatever_the_modules_do(tmp_path, obeys):
    world = World(tmp_path, *ALL, obeys=dict.fromkeys(ALL, obeys)).start()
    world.send(msg.StopAll("test")).run(10)
    assert world.supervisor.done


def test_a_stubborn_module_is_asked_then_told_then_killed(tmp_path):
    world = World(tmp_path, *ALL, obeys={AFK: "kill"}).start()
    world.send(msg.Wish(AFK, False)).run(5)
    assert world.tools.child(AFK).done == ["ask", "terminate", "kill"]
    assert world.state(AFK) == "stopped"


def test_a_foreign_program_knows_only_signals(tmp_path):
    world = World(tmp_path, SERVER, "aw-notify", obeys={"aw-notify": "terminate"}).start()
    world.send(msg.Wish("aw-notify", False))
    assert world.tools.child("aw-notify").done == ["terminate"]


def test_a_module_that_dies_while_everything_is_stopped_is_no_crash(tmp_path):
    world = World(tmp_path, *ALL, obeys=dict.fromkeys(ALL, "terminate")).start()
    world.send(msg.StopAll("test")).end(SERVER).end(AFK).run(10)
    assert world.supervisor.done
    assert world.notices == []


def test_stop_while_backing_off_failed_waiting_and_missing(tmp_path):
    world = World(tmp_path, *ALL, wanted=(*ALL, "aw-gone")).start()
    for _ in range(4):
        world.end(WINDOW).run(5)
    world.end(AFK).end(SERVER).send(msg.StopAll("test")).run(10)
    assert world.supervisor.done
    assert set(world.states()) == {"stopped"}


# -- the port ---------------------------------------------------------------------------------------


def test_our_own_proven_server_is_adopted_and_never_stopped(tmp_path):
    world = World(tmp_path, *ALL, verdict=Verdict(Holder.OURS, 5600, "It was already running.", 42)).start()
    assert world.state(SERVER) == "external"
    assert (world.state(AFK), world.state(WINDOW)) == ("running", "running")
    world.send(msg.StopAll("test")).run(10)
    assert world.supervisor.done
    assert world.state(SERVER) == "external"


def test_an_adopted_server_that_goes_away_is_replaced_by_ours(tmp_path):
    world = World(tmp_path, *ALL, verdict=Verdict(Holder.OURS, 5600, "It was already running.", 42)).start()
    world.tools.verdict = None
    world.send(msg.LinkLost(5600)).run(2)
    assert world.state(SERVER) == "running"
    assert world.tools.child(SERVER).alive


def test_a_foreign_holder_of_the_port_is_named_and_no_watcher_is_sent_to_it(tmp_path):
    world = World(tmp_path, *ALL, verdict=FOREIGN).start().run(10)
    assert world.state(SERVER) == "failed"
    assert world.supervisor.snapshot().failures[0].reason == FOREIGN.sentence
    assert (world.state(AFK), world.state(WINDOW)) == ("waiting", "waiting")
    assert world.tools.children == []


def test_a_holder_that_leaves_within_five_seconds_was_only_ending(tmp_path):
    world = World(tmp_path, *ALL, verdict=FOREIGN).start().run(2)
    world.tools.verdict = None
    world.run(4)
    assert world.state(SERVER) == "running"
    assert world.notices == []


def test_trying_again_after_the_foreign_holder_has_gone(tmp_path):
    world = World(tmp_path, *ALL, verdict=FOREIGN).start().run(10)
    world.tools.verdict = None
    world.send(msg.Restart(SERVER)).run(5)
    assert world.states() == ["running"] * 3


def test_disabling_the_refused_server_does_not_let_watchers_talk_to_the_stranger(tmp_path):
    world = World(tmp_path, *ALL, verdict=FOREIGN).start().run(10)
    world.send(msg.Wish(SERVER, False)).run(10)
    assert (world.state(SERVER), world.state(AFK)) == ("stopped", "waiting")


def test_watchers_are_withdrawn_when_a_stranger_takes_the_port_of_a_crashed_server(world):
    world.tools.verdict = FOREIGN
    world.end(SERVER).run(20)
    assert (world.state(SERVER), world.state(AFK), world.state(WINDOW)) == ("failed", "waiting", "waiting")


def test_another_users_holder_moves_everything_to_the_next_port(tmp_path):
    verdict = Verdict(Holder.OTHER_USER, 5601, "Port 5600 belongs to aw-server (user bea); using port 5601 instead.")
    world = World(tmp_path, *ALL, verdict=verdict).start()
    assert world.states() == ["running"] * 3
    for child in world.tools.children:
        assert child.launch.argv[-2:] == ("--port", "5601")
    assert kinds(world) == [NoticeKind.PORT]
    assert world.supervisor.snapshot().url == "http://127.0.0.1:5601/"


# -- what the server says ---------------------------------------------------------------------------


def test_newer_wishes_from_the_server_are_followed_and_remembered(tmp_path):
    world = World(tmp_path, *ALL).start()
    world.send(heard(version=4, wishes={AFK: False, WINDOW: True})).run(2)
    assert (world.state(AFK), world.state(WINDOW)) == ("stopped", "running")
    assert world.supervisor.snapshot().wishes_version == 4
    assert World(tmp_path, *ALL).start().state(AFK) == "stopped"


def test_wishes_we_know_already_change_nothing(tmp_path):
    world = World(tmp_path, *ALL).start().send(heard(version=4, wishes={AFK: True}))
    world.send(msg.Wish(AFK, False)).send(heard(version=4, wishes={AFK: True}))
    assert world.state(AFK) == "stopped"


def test_a_server_with_a_younger_memory_gets_our_wishes(tmp_path):
    world = World(tmp_path, *ALL).start().send(heard(version=9, wishes={AFK: False}))
    world.send(heard(version=0, wishes={AFK: True}))
    assert world.state(AFK) == "stopped"
    assert world.supervisor.snapshot().wishes_version == 0


def test_a_restart_asked_through_the_server(world):
    old = world.tools.child(AFK)
    world.send(heard(restarts=[AFK, "aw-unknown"])).run(3)
    assert world.tools.child(AFK) is not old


def test_what_the_server_wants_known_is_told_once_each_time_it_changes(world):
    low, full = ServerNotice("disk", "The disk is nearly full", "a"), ServerNotice("disk", "The disk is full", "b")
    for notices in ((), (low,), (low,), (full,), (), (low,)):
        world.send(replace(heard(), notices=notices))
        assert world.supervisor.snapshot().server_notices == notices
    assert [(notice.kind, notice.title) for notice in world.notices] == [
        (NoticeKind.SERVER, "The disk is nearly full"),
        (NoticeKind.SERVER, "The disk is full"),
        (NoticeKind.SERVER, "The disk is nearly full"),
    ]


def test_a_running_module_without_data_is_trouble_told_once_until_data_comes(world):
    world.run(100)
    for age in (100.0, 150.0):
        world.send(heard(receipts={AFK: age, WINDOW: 20.0}))
    assert world.supervisor.snapshot().health is Health.TROUBLE
    assert kinds(world) == [NoticeKind.SILENT]
    world.send(heard(receipts={AFK: 1.0, WINDOW: 1.0}))
    assert world.supervisor.snapshot().health is Health.OK


def test_a_server_that_hangs_is_trouble_until_it_is_heard_again(world):
    world.send(msg.LinkLost(5600))
    assert world.state(SERVER) == "running"
    assert world.supervisor.snapshot().health is Health.TROUBLE
    world.send(heard())
    assert world.supervisor.snapshot().health is Health.OK
    assert world.module(SERVER).reason is None


def test_a_lost_link_to_a_server_on_an_older_port_means_nothing(world):
    world.send(msg.LinkLost(5599))
    assert world.supervisor.snapshot().health is Health.OK


def test_while_paused_or_locked_nobody_is_silent(world):
    world.run(100).send(heard(paused=True, receipts={AFK: 500.0}))
    assert world.supervisor.snapshot().health is Health.PAUSED
    world.send(msg.Locked(True)).send(heard(receipts={AFK: 500.0}))
    assert world.supervisor.snapshot().health is Health.OK


def test_the_answer_to_a_pause_shows_at_once(world):
    world.send(msg.Paused(PauseView(True)))
    assert world.supervisor.snapshot().health is Health.PAUSED


def test_a_quiet_world_has_nothing_to_wake_up_for(world):
    world.run(5)
    assert world.supervisor.next_deadline() is None


def test_what_the_system_does_at_login_stands_in_the_snapshot(tmp_path):
    world = World(tmp_path, SERVER).start()
    assert world.supervisor.snapshot().start_at_login is None
    world.send(msg.StartAtLogin(True))
    assert world.supervisor.snapshot().start_at_login is True
