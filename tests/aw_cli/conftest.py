"""A fake server, and `aw-cli` run against it in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from aw_cli.main import cli
from tests.aw_client.fake_server import FakeServer

Run = Callable[..., Result]


@pytest.fixture
def fake(home: object) -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def run(fake: FakeServer) -> Run:
    """`run("pause", "status")`: the result of `aw-cli --port … pause status`."""
    return lambda *args: CliRunner().invoke(cli, ["--port", str(fake.port), *args])


def sentence(result: Result) -> str:
    """The one sentence of a failed command."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line
