"""`aw-cli` itself: version, directories, and finding the server."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from aw_cli.context import Context
from aw_cli.main import cli
from aw_core.__about__ import __version__
from aw_core.instance import InstanceRecord, write_instance
from tests.aw_cli.conftest import Run, sentence
from tests.aw_client.fake_server import FakeServer
from tests.support.programs import free_port, program, program_env


def test_version_and_help(run: Run) -> None:
    assert run("--version").output == f"aw-cli {__version__}\n"
    for bare in ([], ["--help"]):
        shown = run(*bare)
        assert shown.exit_code == 0
        for command in ("directories", "logs", "modules", "pause", "resume"):
            assert command in shown.output


def test_directories(run: Run, home: Path) -> None:
    assert run("directories").output.splitlines() == [
        f"config: {home}/.config/activitywatch",
        f"data:   {home}/.local/share/activitywatch",
        f"logs:   {home}/.cache/activitywatch/log",
        f"cache:  {home}/.cache/activitywatch",
    ]


def test_a_profile_has_directories_of_its_own(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_PROFILE", "")
    assert f"{home}/.config/activitywatch-two" in run("--profile", "two", "directories").output


@pytest.mark.parametrize("args", [["nonsense"], ["logs", "--level", "loud"], ["logs", "--since", "yesterday"]])
def test_wrong_usage_is_one_sentence(run: Run, args: list[str]) -> None:
    sentence(run(*args))


def test_no_server_is_one_sentence(home: Path) -> None:
    port = str(free_port())
    for args in (["modules"], ["pause"], ["pause", "status"], ["resume"], ["modules", "restart", "x"]):
        said = sentence(CliRunner().invoke(cli, ["--port", port, *args]))
        assert said == f"No server answers at 127.0.0.1:{port}. Is ActivityWatch running?"


def test_a_refusal_is_one_sentence(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (409, {"message": "not supervised"})
    assert sentence(run("modules", "disable", "aw-watcher-afk")) == "The server refused: not supervised"


def test_our_server_is_found_where_it_says_it_is(home: Path) -> None:
    assert Context(testing=False).client().server_address == "http://127.0.0.1:5600"
    assert Context(testing=True).client().server_address == "http://127.0.0.1:5666"
    write_instance("aw-server", True, InstanceRecord(1, 0.0, "127.0.0.1", 7777, "v", "secret"))
    assert Context(testing=True).client().server_address == "http://127.0.0.1:7777"
    assert Context(testing=False).client().server_address == "http://127.0.0.1:5600"
    assert Context(testing=True, port=8888).client().server_address == "http://127.0.0.1:8888"


def test_settings_that_name_another_machine_win_over_a_record(home: Path) -> None:
    write_instance("aw-server", False, InstanceRecord(1, 0.0, "127.0.0.1", 7777, "v", "secret"))
    settings = home / ".config/activitywatch/aw-client/aw-client.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[server]\nhostname = "box"\n')
    assert Context(testing=False).client().server_address == "http://box:5600"


def test_the_real_program(home: Path) -> None:
    argv = [*program("aw-cli"), "--testing", "directories"]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.count("\n") == 4
    argv = [*program("aw-cli"), "--port", str(free_port()), "pause"]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
