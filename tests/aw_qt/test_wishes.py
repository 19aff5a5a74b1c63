"""Wishes survive; a damaged file does not stop the tray."""

import json

from aw_qt.wishes import Wishes, wishes_path


def test_defaults_count_until_a_person_says_otherwise(tmp_path):
    wishes = Wishes(tmp_path / "w.json", ["aw-server", "aw-watcher-afk"])
    wishes.set({"aw-watcher-afk": False, "aw-notify": True})
    assert wishes.names() == {"aw-server", "aw-notify"}
    again = Wishes(tmp_path / "w.json", ["aw-server", "aw-watcher-afk", "aw-new"])
    assert again.names() == {"aw-server", "aw-notify", "aw-new"}


def test_a_list_on_the_command_line_outranks_the_remembered_ones_for_this_run_only(tmp_path):
    Wishes(tmp_path / "w.json", ["aw-server"]).set({"aw-watcher-afk": True})
    flagged = Wishes(tmp_path / "w.json", ["aw-server"], ignore_stored=True)
    assert flagged.names() == {"aw-server"}
    flagged.set({"aw-server": False})
    assert Wishes(tmp_path / "w.json", ["aw-server"]).names() == {"aw-watcher-afk"}


def test_the_servers_number_is_remembered(tmp_path):
    Wishes(tmp_path / "w.json", []).set({"a": True}, version=7)
    again = Wishes(tmp_path / "w.json", [])
    assert again.version == 7
    again.set({"a": False})
    assert again.version == 7


def test_the_file_is_private_and_not_written_without_need(tmp_path):
    file = tmp_path / "w.json"
    wishes = Wishes(file, [])
    wishes.set({})
    assert not file.exists()
    wishes.set({"a": True})
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text()) == {"version": 0, "wanted": {"a": True}}


def test_a_damaged_file_means_the_defaults(tmp_path):
    for text in ("", "[]", '{"wanted": 1}', "{"):
        (tmp_path / "w.json").write_text(text)
        assert Wishes(tmp_path / "w.json", ["a"]).names() == {"a"}


def test_a_disk_that_refuses_does_not_stop_the_supervision(tmp_path):
    (tmp_path / "w.json").mkdir()
    wishes = Wishes(tmp_path / "w.json", [])
    wishes.set({"a": True})
    assert wishes.names() == {"a"}


def test_testing_has_a_file_of_its_own(home):
    assert wishes_path(False) != wishes_path(True)
    assert str(wishes_path(False)).startswith(str(home))
