"""Start at login on free desktops: what is written is what is read back."""

import subprocess
from pathlib import Path

import pytest

from aw_core.errors import AwError
from aw_qt.autostart.xdg import NAME, XdgAutostart, quote


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "user", tmp_path / "system"


@pytest.fixture
def autostart(folders):
    return XdgAutostart(("/opt/my apps/aw-qt",), folders[0], (folders[1],))


def system_entry(folders, text="[Desktop Entry]\nType=Application\nExec=aw-qt\n"):
    folders[1].mkdir()
    (folders[1] / NAME).write_text(text)


def test_on_and_off(autostart, folders):
    assert not autostart.is_enabled()
    autostart.set_enabled(True)
    assert autostart.is_enabled()
    assert 'Exec="/opt/my apps/aw-qt"\n' in (folders[0] / NAME).read_text()
    autostart.set_enabled(False)
    assert not autostart.is_enabled()
    assert not (folders[0] / NAME).exists()


def test_a_system_wide_entry_counts_and_is_hidden_rather_than_removed(autostart, folders):
    system_entry(folders)
    assert autostart.is_enabled()
    autostart.set_enabled(False)
    assert not autostart.is_enabled()
    assert (folders[1] / NAME).exists()
    autostart.set_enabled(True)
    assert autostart.is_enabled()


@pytest.mark.parametrize(
    "text",
    [
        "[Desktop Entry]\nExec=aw-qt\nHidden=true\n",
        "[Desktop Entry]\nExec=aw-qt\nX-GNOME-Autostart-enabled=false\n",
        "[Desktop Entry]\nHidden=false\n",
        "no entry at all",
        "[Other]\nExec=aw-qt\n",
    ],
)
def test_entries_that_start_nothing(autostart, folders, text):
    folders[0].mkdir()
    (folders[0] / NAME).write_text(text)
    assert not autostart.is_enabled()


def test_a_folder_that_cannot_be_written_is_an_error_with_a_sentence(tmp_path):
    (tmp_path / "user").write_text("a file in the way")
    with pytest.raises(AwError, match="could not be changed"):
        XdgAutostart(("aw-qt",), tmp_path / "user", ()).set_enabled(True)


def test_a_change_that_does_not_stick_is_an_error(autostart, monkeypatch):
    monkeypatch.setattr(autostart, "_store", lambda text: None)
    with pytest.raises(AwError, match="did not keep"):
        autostart.set_enabled(True)


@pytest.mark.parametrize(
    ("command", "value"),
    [
        (("aw-qt",), "aw-qt"),
        (("/a b/aw-qt", "--testing"), '"/a b/aw-qt" --testing'),
        (("/50%/aw-qt",), "/50%%/aw-qt"),
        (('/q"uote/aw-qt',), '"/q\\\\"uote/aw-qt"'),
    ],
)
def test_the_command_is_quoted_as_the_entry_format_wants(command, value):
    assert quote(command) == value


def test_a_quoted_command_reads_back_as_the_same_words():
    command = ('/opt/a b/aw $x`y"z\\', "--testing")
    # Entries are unescaped once as text; what is left follows the shell's rules for double quotes.
    text = quote(command).replace("\\\\", "\\")
    words = subprocess.run(["sh", "-c", f"printf '%s\\n' {text}"], capture_output=True, text=True, check=True)
    assert tuple(words.stdout.splitlines()) == command


def test_the_folders_come_from_the_environment(home):
    found = XdgAutostart.of_environment(("aw-qt",), {"XDG_CONFIG_HOME": "/c", "XDG_CONFIG_DIRS": "/one:/two"})
    assert found._user == Path("/c/autostart") / NAME
    assert found._system == [Path("/one/autostart") / NAME, Path("/two/autostart") / NAME]
    assert XdgAutostart.of_environment(("aw-qt",), {})._user == home / ".config/autostart" / NAME
