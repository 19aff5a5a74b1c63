"""A person lets an application in, in a real browser: where keys are needed only one that was let in can."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.programs import LiveServer, program, program_env
from tests.system.test_keys import configured
from tests.webui.browsing import chromium

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def cli(*args: str) -> str:
    done = subprocess.run(
        [*program("aw-cli"), *args], env=program_env(), capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def question(server: LiveServer) -> str:
    """The address at which a new app asks, to be sent back to the page that shows the code."""
    app_id = cli("apps", "create", "Dashboard").split()[1]
    service = server.url.rstrip("/")
    return (
        f"{service}/oauth/authorize?client_id={app_id}&response_type=code&state=s&scope=read_goals"
        f"&force_approve=true&redirect_uri={service}/oauth/test"
    )


def test_the_buttons_do_what_they_say(home: Path, browser: Browser) -> None:
    with LiveServer() as server:
        url = question(server)
        page = browser.new_context().new_page()
        page.goto(url)
        expect(page.get_by_role("heading")).to_have_text("Dashboard asks for access")
        page.get_by_role("button", name="Authorize").click()
        expect(page.get_by_role("heading")).to_have_text("Your code")
        page.goto(url)
        page.get_by_role("button", name="Refuse").click()
        expect(page.locator("body")).to_contain_text("access_denied")


def test_a_server_that_asks_for_keys_lets_only_a_known_browser_agree(home: Path, browser: Browser) -> None:
    configured("require_key = true")
    with LiveServer() as server:
        url = question(server)
        stranger = browser.new_context().new_page()
        stranger.goto(url)
        stranger.get_by_role("button", name="Authorize").click()
        expect(stranger.get_by_role("alert")).to_contain_text("does not know this browser")
        known = browser.new_context().new_page()
        known.goto(cli("open", "--print").strip())
        expect(known.locator("body")).not_to_contain_text("aw-cli open")
        expect(known.locator("#app")).not_to_be_empty()
        known.goto(url)
        known.get_by_role("button", name="Authorize").click()
        expect(known.get_by_role("heading")).to_have_text("Your code")
        code = known.locator("code").inner_text()
        known.goto(url)
        known.get_by_role("button", name="Refuse").click()
        expect(known.locator("body")).to_contain_text("access_denied")
        assert code not in server.log_text()
