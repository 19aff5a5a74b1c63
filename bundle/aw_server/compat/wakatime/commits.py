"""Commits of a project with the time that went into each: read from the repository on this computer, which is never
written to and never asked for anything over a network.

The time between two commits of a branch, as far as it was spent in the project, belongs to the later one.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aw_core.timestamps import to_us
from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import NoSuchThing
from aw_server.compat.wakatime.ranges import Days

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity

logger = logging.getLogger(__name__)

Shape = dict[str, Any]

_PAGE: Final = 100
_PATIENCE: Final = 20.0
_MOST: Final = 20_000
_SECOND: Final = 1_000_000
_FIELDS: Final = ("%H", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B")
_FIELD_END, _RECORD_END = "\x1f", "\x1e"


class Commit(NamedTuple):
    """One commit as git tells it; dates are ISO texts with an offset."""

    hash: str
    author_name: str
    author_email: str
    author_date: str
    committer_name: str
    committer_email: str
    committer_date: str
    message: str

    @property
    def committed_us(self) -> int:
        """When it was committed (µs UTC)."""
        return to_us(datetime.fromisoformat(self.committer_date))


class Repository(NamedTuple):
    """A repository on this computer, with its default branch."""

    folder: Path
    branch: str


def commits(call: Call, project: str) -> tuple[Shape, int]:
    """A page of the commits of a branch, newest first; none, and pending, where no repository is known."""
    found = repository_of(call, project)
    branch = call.args.get("branch") or (found.branch if found else None)
    history = history_of(found, branch) if found and branch else None
    author = call.args.get("author") or None
    timed = _timed(call, project, history or [])
    wanted = [one for one in timed if author is None or author.lower() in (one[0].author_name.lower(), _login(one[0]))]
    page = max(1, call.number("page", 1))
    pages = max(1, -(-len(wanted) // _PAGE))
    url = f"/api/v1/users/current/projects/{project}/commits?page="
    return {
        "commits": [commit_shape(one, us, branch) for one, us in wanted[(page - 1) * _PAGE : page * _PAGE]],
        "author": author,
        "next_page": page + 1 if page < pages else None,
        "next_page_url": f"{url}{page + 1}" if page < pages else None,
        "page": page,
        "prev_page": page - 1 if page > 1 else None,
        "prev_page_url": f"{url}{page - 1}" if page > 1 else None,
        "branch": branch,
        "project": project_shape(project, found),
        "status": "ok" if history is not None else "pending",
        "total": len(wanted),
        "total_pages": pages,
    }, 200


def commit(call: Call, project: str, hash: str) -> tuple[Shape, int]:
    """One commit by its hash, in full or its first characters. Raises NoSuchThing."""
    found = repository_of(call, project)
    branch = call.args.get("branch") or (found.branch if found else None)
    history = history_of(found, branch) if found and branch else None
    for one, us in _timed(call, project, history or []):
        if len(hash) >= 4 and one.hash.startswith(hash.lower()):
            shape = commit_shape(one, us, branch)
            return {"commit": shape, "branch": branch, "project": project_shape(project, found), "status": "ok"}, 200
    raise NoSuchThing("there is no such commit")


def repository_of(call: Call, project: str) -> Repository | None:
    """The project's repository: where the owner says, else above the file that was edited last."""
    root = beats.text(call.profile.projects.get(project, {}).get("root"))
    candidates = [Path(root)] if root else _folders(call, project)
    for folder in candidates:
        top = _git(folder, "rev-parse", "--show-toplevel") if folder.is_dir() else None
        if top:
            branch = _default_branch(Path(top.strip()))
            if branch:
                return Repository(Path(top.strip()), branch)
    return None


def history_of(repository: Repository, branch: str) -> list[Commit] | None:
    """The commits of a branch, newest first; None for a branch that is not there."""
    if branch.startswith("-"):
        return None
    form = _FIELD_END.join(_FIELDS) + _RECORD_END
    text = _git(repository.folder, "log", f"--max-count={_MOST}", f"--format={form}", branch, "--")
    if text is None:
        return None
    records = (record.strip("\n").split(_FIELD_END) for record in text.split(_RECORD_END))
    return [Commit._make([*fields[:-1], fields[-1].strip()]) for fields in records if len(fields) == len(_FIELDS)]


def commit_shape(one: Commit, us: int, branch: str | None) -> Shape:
    """One commit. Who its people are elsewhere is not known here, so those addresses are null."""
    seconds = us / _SECOND
    people: Shape = {}
    for role, name, email, when in (
        ("author", one.author_name, one.author_email, one.author_date),
        ("committer", one.committer_name, one.committer_email, one.committer_date),
    ):
        people |= {
            f"{role}_avatar_url": None,
            f"{role}_date": fmt.iso(to_us(datetime.fromisoformat(when))),
            f"{role}_email": email,
            f"{role}_html_url": None,
            f"{role}_name": name,
            f"{role}_url": None,
            f"{role}_username": email.partition("@")[0] or None,
        }
    return {
        **people,
        "branch": branch,
        "created_at": fmt.iso(one.committed_us),
        "hash": one.hash,
        "html_url": None,
        "human_readable_total": fmt.text(seconds),
        "human_readable_total_with_seconds": fmt.text_with_seconds(seconds),
        "id": beats.stable_id("commit", one.hash),
        "message": one.message,
        "ref": f"refs/heads/{branch}",
        "total_seconds": seconds,
        "truncated_hash": one.hash[:7],
        "url": None,
    }


def project_shape(project: str, repository: Repository | None) -> Shape:
    """The project with its repository, null where none is known."""
    return {
        "id": beats.stable_id("project", project),
        "name": project,
        "privacy": "visible",
        "repository": None if repository is None else _repository_shape(repository),
    }


def _repository_shape(repository: Repository) -> Shape:
    name = repository.folder.name
    return {
        "default_branch": repository.branch,
        "description": None,
        "fork_count": 0,
        "full_name": name,
        "homepage": None,
        "html_url": None,
        "id": beats.stable_id("repository", str(repository.folder)),
        "is_fork": False,
        "is_private": True,
        "last_synced_at": None,
        "name": name,
        "provider": "git",
        "star_count": 0,
        "url": None,
        "watch_count": 0,
    }


def _timed(call: Call, project: str, history: list[Commit]) -> list[tuple[Commit, int]]:
    """The commits with the microseconds spent in the project since the one before."""
    if not history:
        return []
    moments = [one.committed_us for one in history]
    today = call.calendar.today
    first = min(call.calendar.day_of(call.first_day_us()), today)
    activity = call.services.engine.activity(Days(first, today), call.calendar.zone, call.rules)
    spent = activity.filtered(lambda fact: fact.project == project)
    return list(zip(history, between(spent, moments), strict=True))


def between(activity: Activity, moments: list[int]) -> list[int]:
    """For each moment (µs UTC, newest first, as the history has them) the microseconds since the next one."""
    upto = activity.until(moments)
    # A merge can carry a date before that of the commit it follows: no time, not a negative one.
    return [max(0, late - early) for late, early in zip(upto, [*upto[1:], 0], strict=True)]


def _folders(call: Call, project: str) -> list[Path]:
    """Folders above the files of the project that were edited last, the nearest first."""
    seen = sorted(call.services.engine.seen(), key=lambda one: -one.last)
    files = [one.fact.entity for one in seen if one.fact.project == project and one.fact.entity.startswith("/")]
    return [folder for file in files[:5] for folder in Path(file).parents if folder.is_dir()][:5]


def _default_branch(folder: Path) -> str | None:
    remote = _git(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    if remote:
        return remote.strip().removeprefix("origin/")
    head = _git(folder, "symbolic-ref", "--short", "HEAD")
    return head.strip() if head else None


def _login(one: Commit) -> str:
    return one.author_email.partition("@")[0].lower()


def _git(folder: Path, *args: str) -> str | None:
    """What git answers; None when it does not know, is missing, or takes too long.

    Nothing of the repository's own settings runs: no hooks, no pager, no file-system monitor.
    """
    git = shutil.which("git")
    if git is None:
        return None
    quiet = [
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "log.showSignature=false",
        "--no-pager",
        "--no-optional-locks",
    ]
    try:
        done = subprocess.run(
            [git, "-C", str(folder), *quiet, *args],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.info("git did not answer: %s", type(error).__name__)
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
