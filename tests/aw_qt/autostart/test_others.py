"""macOS and Windows with fakes of the raw calls; and which backend is picked."""

import plistlib
import sys
from pathlib import Path

import pytest

import aw_qt
from aw_qt.autostart.launchagent import LABEL, LaunchAgent
from aw_qt.autostart.runkey import APPROVED, NAME, RUN, RunKey
from aw_qt.autostart.select import select, tray_command
from aw_qt.autostart.xdg import XdgAutostart


class FakeRegistry:
    def __init__(self):
        self.values = {}

    def get(self, key, name):
        return self.values.get((key, name))

    def set_text(self, key, name, value):
        self.values[key, name] = value

    def delete(self, key, name):
        self.values.pop((key, name), None)


@pytest.fixture(params=["launchagent", "runkey"])
def backend(request, tmp_path):
    command = ("/Applications/Activity Watch/aw-qt", "--x")
    if request.param == "launchagent":
        return LaunchAgent(command, tmp_path / "LaunchAgents")
    return RunKey(command, FakeRegistry())


def test_on_and_off(backend):
    assert not backend.is_enabled()
    backend.set_enabled(True)
    assert backend.is_enabled()
    backend.set_enabled(False)
    assert not backend.is_enabled()
    backend.set_enabled(False)


def test_the_launch_agent_runs_the_command_at_load(tmp_path):
    LaunchAgent(("/a b/aw-qt",), tmp_path).set_enabled(True)
    agent = plistlib.loads((tmp_path / f"{LABEL}.plist").read_bytes())
    assert agent["ProgramArguments"] == ["/a b/aw-qt"]
    assert agent["RunAtLoad"] is True


@pytest.mark.parametrize("text", [b"", b"not a plist", plistlib.dumps({"RunAtLoad": True, "Disabled": True})])
def test_a_damaged_or_disabled_launch_agent_starts_nothing(tmp_path, text):
    (tmp_path / f"{LABEL}.plist").write_bytes(text)
    assert not LaunchAgent(("aw-qt",), tmp_path).is_enabled()


def test_the_run_key_is_quoted():
    registry = FakeRegistry()
    RunKey((r"C:\Program Files\aw-qt.exe",), registry).set_enabled(True)
    assert registry.values == {(RUN, NAME): r'"C:\Program Files\aw-qt.exe"'}


def test_the_task_managers_word_is_heard_and_a_new_wish_outranks_it():
    registry = FakeRegistry()
    key = RunKey(("aw-qt.exe",), registry)
    key.set_enabled(True)
    registry.values[APPROVED, NAME] = b"\x03" + bytes(11)
    assert not key.is_enabled()
    registry.values[APPROVED, NAME] = b"\x02" + bytes(11)
    assert key.is_enabled()
    registry.values[APPROVED, NAME] = b"\x03" + bytes(11)
    key.set_enabled(True)
    assert key.is_enabled()


def test_the_appimage_is_started_not_its_mount(monkeypatch):
    assert tray_command({"APPIMAGE": "/home/u/aw.AppImage"}) == ("/home/u/aw.AppImage",)


def test_the_script_beside_the_interpreter_or_the_module(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    command = tray_command({})
    assert command[-4:] == (str(tmp_path / "python3"), "-P", "-m", "aw_qt")
    assert command[0] == "env" and str(Path(aw_qt.__file__).parents[1]) in command[1]
    (tmp_path / "aw-qt").touch()
    assert tray_command({}) == (str(tmp_path / "aw-qt"),)


def test_this_system_has_its_backend():
    assert isinstance(select({}), XdgAutostart)
