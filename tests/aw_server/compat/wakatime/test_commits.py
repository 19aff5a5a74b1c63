"""Commits of real repositories with the time between them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.aw_server.compat.wakatime.asking import ME, Asking, asking, beat

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()


class Repo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "src").mkdir(parents=True)
        self.git("init", "-q", "-b", "trunk")

    def git(self, *args: str, at: float = NOON, author: str = "Ada") -> None:
        when = datetime.fromtimestamp(at, UTC).isoformat()
        env = {
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": f"{author.lower()}@example.org",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_NAME": "Root",
            "GIT_COMMITTER_EMAIL": "root@example.org",
            "GIT_COMMITTER_DATE": when,
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "HOME": str(self.folder),
            "PATH": "/usr/bin:/bin:/usr/local/bin",
        }
        subprocess.run(["git", *args], cwd=self.folder, env=env, check=True, capture_output=True)

    def commit(self, at: float, message: str, author: str = "Ada") -> None:
        self.git("commit", "-q", "--allow-empty", "-m", message, at=at, author=author)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "alpha")


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOON) as found:
        found.choose(timezone="UTC")
        yield found


def worked(client: Asking, repo: Repo, start: float, seconds: int, **changes: Any) -> None:
    entity = str(repo.folder / "src" / "a.py")
    client.send([beat(start + at, entity=entity, **changes) for at in sorted({*range(0, seconds, 600), seconds})])


def test_commits_of_a_real_repository(client: Asking, repo: Repo) -> None:
    worked(client, repo, NOON - 20_000, 1800)
    repo.commit(NOON - 19_000, "First\n\nWith a body")
    worked(client, repo, NOON - 10_000, 1200)
    worked(client, repo, NOON - 7_800, 600, project="beta")
    repo.commit(NOON - 7_000, "Second", author="Bob")
    answer = client.get("projects/alpha/commits")
    assert (answer["status"], answer["branch"], answer["total"], answer["total_pages"]) == ("ok", "trunk", 2, 1)
    second, first = answer["commits"]
    # Until the first commit 1000 s; then 800 s more of that run and 1200 s of the next.
    assert (first["total_seconds"], second["total_seconds"]) == (1000, 2000)
    assert (first["message"], first["author_name"]) == ("First\n\nWith a body", "Ada")
    assert (second["author_username"], second["committer_name"], second["ref"]) == ("bob", "Root", "refs/heads/trunk")
    assert second["human_readable_total_with_seconds"] == "33 mins 20 secs"
    assert answer["project"]["repository"]["default_branch"] == "trunk"
    only = client.get("projects/alpha/commits", author="bob")
    assert ([one["message"] for one in only["commits"]], only["author"]) == (["Second"], "bob")
    for hash in (first["hash"], first["truncated_hash"], first["hash"].upper()):
        one = client.get(f"projects/alpha/commits/{hash}")
        assert (one["commit"], one["status"]) == (first, "ok")
    for hash in ("0000000", "abc"):
        assert client.ask("GET", f"{ME}/projects/alpha/commits/{hash}").status_code == 404


def test_branches_and_pages(client: Asking, repo: Repo) -> None:
    client.choose(timezone="UTC", projects={"alpha": {"root": str(repo.folder)}})
    for number in range(103):
        repo.commit(NOON - 9000 + number, f"c{number}")
    repo.git("checkout", "-q", "-b", "dev")
    repo.commit(NOON - 100, "on dev")
    repo.git("checkout", "-q", "trunk")
    assert client.get("projects/alpha/commits", branch="dev")["total"] == 104
    first, second = (client.get("projects/alpha/commits", page=page) for page in (1, 2))
    assert (len(first["commits"]), first["next_page"], first["prev_page"]) == (100, 2, None)
    assert (len(second["commits"]), second["next_page"], second["prev_page"]) == (3, None, 1)
    assert second["prev_page_url"].endswith("page=1")
    for branch in ("nowhere", "--all", "-n1"):
        answer = client.get("projects/alpha/commits", branch=branch)
        assert (answer["commits"], answer["status"]) == ([], "pending")


def test_no_repository(client: Asking) -> None:
    client.send([beat(NOON - 60, entity="/nowhere/at/all.py"), beat(NOON)])
    answer = client.get("projects/alpha/commits")
    assert (answer["commits"], answer["status"], answer["total"]) == ([], "pending", 0)
    assert answer["project"]["repository"] is None
    assert client.ask("GET", f"{ME}/projects/alpha/commits/abcdef0").status_code == 404
