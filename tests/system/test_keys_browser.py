"""A real browser on a server that asks for keys: let in by `aw-cli open`, kept out without."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.programs import LiveServer, program, program_env
from tests.system.test_keys import configured, owner
from tests.webui.browsing import chromium

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def test_the_page_is_let_in_by_its_link_and_by_nothing_else(home: object, browser: Browser, tmp_path: Path) -> None:
    configured("require_key = true")
    with LiveServer() as server:
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url)
        expect(page.locator("body")).to_contain_text("aw-cli open")
        done = subprocess.run(
            [*program("aw-cli"), "open", "--print"],
            env=program_env(),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        link = done.stdout.strip()
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", name="Nothing recorded yet today")).to_be_visible()
        assert "open=" not in page.url
        # Another tab of this browser has the key, another browser with the same link has not.
        second = context.new_page()
        second.goto(server.url)
        expect(second.get_by_role("heading", name="Nothing recorded yet today")).to_be_visible()
        stranger = browser.new_context().new_page()
        stranger.goto(link)
        expect(stranger.locator("body")).to_contain_text("aw-cli open")
        # Revoked: what is open stops too.
        (key,) = server.api("keys", **owner()).json
        assert server.api(f"keys/{key['id']}", "DELETE", **owner()).status == 200
        second.reload()
        expect(second.locator("body")).to_contain_text("aw-cli open")
        context.close()
        assert link.rpartition("=")[2] not in server.log_text()
