"""The programs of the service's own documents against a real server: only the address in them is changed."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.programs import LiveServer, program, program_env, request

pytestmark = pytest.mark.system
DOCUMENT = Path(__file__).resolve().parents[1] / "vectors" / "wakatime"
# The OAuth program needs the library rauth, which is not among ours.
WITH_RAUTH = os.environ.get("AW_TEST_WAKATIME", "")


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    with LiveServer() as live:
        settings = {"username": "ada", "email": "ada@example.org", "website": "https://ada.example", "timezone": "UTC"}
        assert live.api("settings/wakatime", "POST", settings).status == 200
        yield live


@pytest.fixture
def key(server: LiveServer) -> str:
    return str(server.api("keys/own/wakatime").json["key"])


def changed(name: str, server: LiveServer, place: Path) -> Path:
    """The program with our address in the place of the service's."""
    copy = place / name
    copy.write_text((DOCUMENT / name).read_text().replace("https://wakatime.com", server.url))
    return copy


def test_the_first_request(server: LiveServer, key: str, tmp_path: Path) -> None:
    copy = changed("first_request.py", server, tmp_path)
    env = program_env({"WAKATIME_API_KEY": key, "NO_PROXY": "*"})
    done = subprocess.run([sys.executable, str(copy)], env=env, capture_output=True, text=True, timeout=60, check=True)
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        "Successfully retrieved user data:",
        "Username: ada",
        "Email: ada@example.org",
        "Website: https://ada.example",
    ]
    assert re.fullmatch(r"Created At: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines[4])
    env["WAKATIME_API_KEY"] = "wrong"
    done = subprocess.run([sys.executable, str(copy)], env=env, capture_output=True, text=True, timeout=60, check=True)
    assert "401" in done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_curl_line(server: LiveServer, key: str) -> None:
    line = ["curl", "-s", "--noproxy", "*", f"{server.url}/api/v1/users/current?api_key={key}"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
    assert '"username":"ada"' in done.stdout
    basic = ["curl", "-s", "--noproxy", "*", "-u", f"{key}:", f"{server.url}/api/v1/users/current/status_bar/today"]
    done = subprocess.run(basic, capture_output=True, text=True, timeout=60, check=True)
    assert '"text":"0 secs"' in done.stdout


def has_rauth(python: str) -> bool:
    if not python:
        return importlib.util.find_spec("rauth") is not None
    return subprocess.run([python, "-c", "import rauth"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not WITH_RAUTH or not has_rauth(WITH_RAUTH), reason="AW_TEST_WAKATIME names no Python with rauth")
def test_the_oauth_program(server: LiveServer, key: str, tmp_path: Path) -> None:
    aw_cli = [*program("aw-cli"), "--port", str(server.port), "apps"]
    made = subprocess.run(
        [*aw_cli, "create", "Dashboard"], env=program_env(), capture_output=True, text=True, check=True
    )
    app_id, secret = (line.split()[1] for line in made.stdout.splitlines())
    redirect = [*aw_cli, "redirect", app_id, f"{server.url}/oauth/test"]
    assert (
        "Dashboard may send people to"
        in subprocess.run(redirect, env=program_env(), capture_output=True, text=True, check=True).stdout
    )
    copy = changed("oauth_flow.py", server, tmp_path)
    env = {**os.environ, "NO_PROXY": "*", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    asking = subprocess.Popen(
        [WITH_RAUTH, str(copy)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert asking.stdin is not None and asking.stdout is not None
        asking.stdin.write(f"{app_id}\n{secret}\n")
        asking.stdin.flush()
        address = next(line.strip() for line in asking.stdout if line.startswith(server.url))
        page = request(address)
        assert page.status == 200
        ticket = re.search(r'name="ticket" value="(\w+)"', page.body.decode())
        assert ticket is not None
        shown = request(
            f"{server.url}/oauth/authorize",
            "POST",
            urlencode({"ticket": ticket[1], "answer": "yes"}).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        # The browser has followed the redirect to the page that shows the code.
        code = re.search(r"<code>(\w+)</code>", shown.body.decode())
        assert code is not None
        said, _ = asking.communicate(f"{code[1]}\n", timeout=60)
    finally:
        asking.kill()
        asking.wait()
    assert asking.returncode == 0, said
    assert "Authenticated via OAuth as ada@example.org" in said
    assert '"range":"last_7_days"' in said
    assert said.count("waka_tok_") == 1, said
    listed = subprocess.run(aw_cli, env=program_env(), capture_output=True, text=True, check=True).stdout
    assert "Dashboard  1 token" in listed
