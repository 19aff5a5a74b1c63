"""Command line over file over defaults."""

from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import AwError
from aw_qt import config

ALL = ("aw-server", "aw-watcher-afk", "aw-watcher-window")


def load(*argv):
    return config.load(config.parse(argv))


def write(program, text):
    file = Path(get_config_dir(program)) / f"{program}.toml"
    file.write_text(text)


def test_the_defaults():
    settings = load()
    assert (settings.modules, settings.modules_from_flag) == (ALL, False)
    assert (settings.port, settings.default_port, settings.testing, settings.gui) == (5600, 5600, False, True)


def test_testing_has_its_own_section_and_port():
    write("aw-qt", '[aw-qt-testing]\nautostart_modules = ["aw-server"]\n')
    assert load("--testing").modules == ("aw-server",)
    assert (load("--testing").port, load("--testing").default_port) == (5666, 5666)
    assert load().modules == ALL


@pytest.mark.parametrize(
    ("flag", "modules"), [("none", ()), ("aw-server, aw-notify", ("aw-server", "aw-notify")), ("", ())]
)
def test_the_flag_outranks_the_file(flag, modules):
    settings = load("--autostart-modules", flag)
    assert (settings.modules, settings.modules_from_flag) == (modules, True)


@pytest.mark.parametrize(("value", "port"), [('"5700"', 5700), ("5700", 5700), ('"x"', 5600), ("[]", 5600)])
def test_the_port_is_the_servers(value, port):
    write("aw-server", f"[server]\nport = {value}\n")
    assert load().port == port


def test_a_damaged_server_file_is_the_servers_to_tell():
    write("aw-server", "[server\n")
    assert load().port == 5600


@pytest.mark.parametrize("value", ['"aw-server"', "[1]", "true"])
def test_a_wrong_list_is_refused_with_a_sentence(value):
    write("aw-qt", f"[aw-qt]\nautostart_modules = {value}\n")
    with pytest.raises(AwError, match="must be a list of names"):
        load()


def test_the_servers_file_is_never_created():
    load()
    assert not (Path(get_config_dir("aw-server")) / "aw-server.toml").exists()
