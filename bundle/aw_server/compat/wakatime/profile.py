"""The owner: who they are for this guest's clients, and what they chose. One setting, `wakatime`, holds it all."""

from __future__ import annotations

import getpass
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from aw_core.local_periods import zone_named as strict_zone
from aw_server.api import ServerAPI
from aw_server.api_day import zone_named

SETTING: Final = "wakatime"
OWNER: Final = "wakatime.owner"
DEFAULT_TIMEOUT: Final = 15
LONGEST_TIMEOUT: Final = 1440
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RANGES: Final = ("last_7_days", "last_30_days", "last_6_months", "last_year", "all_time")


@dataclass(frozen=True)
class Profile:
    """Everything the owner can choose. Texts that are empty count as none.

    `timeout` is in minutes; `timezone` an IANA name, empty for this computer's; `weekday_start` 0 for Monday;
    `share_…` and `…_public` say what others may see; `view` is `coding` (heartbeats only) or `everything`.
    """

    full_name: str = ""
    username: str = ""
    email: str = ""
    is_email_public: bool = False
    public_email: str = ""
    photo: str = ""
    photo_public: bool = False
    website: str = ""
    wonderfuldev_username: str = ""
    github_username: str = ""
    twitter_username: str = ""
    linkedin_username: str = ""
    city: Mapping[str, str] = field(default_factory=dict)
    location: str = ""
    is_hireable: bool = False
    logged_time_public: bool = False
    languages_used_public: bool = False
    editors_used_public: bool = False
    categories_used_public: bool = False
    os_used_public: bool = False
    share_all_time_since_days: int = 0
    timezone: str = ""
    timeout: int = DEFAULT_TIMEOUT
    writes_only: bool = False
    weekday_start: int = 0
    profile_range: str = "last_7_days"
    default_project_privacy: str = "visible"
    view: str = "coding"
    projects: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    leaderboards: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, api: ServerAPI) -> Profile:
        """What is set now; what is missing or cannot be meant is as if it were not set."""
        stored = api.settings.get(SETTING)
        return read(stored) if isinstance(stored, dict) else cls()

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return zone_named(self.timezone)

    @property
    def display_name(self) -> str:
        """What others call them."""
        return self.full_name or (f"@{self.username}" if self.username else "Anonymous User")

    @property
    def other_usage_public(self) -> bool:
        """Whether languages, editors and systems may be seen by others."""
        return self.languages_used_public or self.editors_used_public or self.os_used_public


@dataclass(frozen=True)
class Owner:
    """What does not change: the id and when this guest was first met (µs UTC)."""

    id: str
    created_us: int


def owner_of(api: ServerAPI) -> Owner:
    """The owner, made up at the first question."""
    stored = api.db.records.get(OWNER, "local")
    if not isinstance(stored, dict):
        stored = {"id": str(uuid.uuid4()), "created": api.clock.wall_us()}
        api.db.records.put(OWNER, "local", stored)
    return Owner(stored["id"], stored["created"])


def username_of(profile: Profile) -> str:
    """The public name; the account's on this computer where none was chosen."""
    return profile.username or _account()


def read(stored: Mapping[str, Any]) -> Profile:
    """The profile in a stored setting; each value that cannot be meant is left at its default."""
    found: dict[str, Any] = {}
    for known in fields(Profile):
        value = stored.get(known.name)
        if value is None:
            continue
        checked = _CHECKS.get(known.name, _plain)(value, known.default)
        if checked is not None:
            found[known.name] = checked
    return Profile(**found)


@lru_cache(maxsize=1)
def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "owner"


def _plain(value: Any, default: Any) -> Any:
    """A value of the default's own type."""
    if isinstance(default, bool) or isinstance(value, bool):
        return value if isinstance(default, bool) and isinstance(value, bool) else None
    if isinstance(default, str) and isinstance(value, str):
        return value.strip()[:500]
    return value if isinstance(default, int) and isinstance(value, int) else None


def _timeout(value: Any, _: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 1 <= value <= LONGEST_TIMEOUT else None


def _timezone(value: Any, _: Any) -> str | None:
    try:
        return strict_zone(value).key if isinstance(value, str) and value else None
    except ValueError:
        return None


def _weekday(value: Any, _: Any) -> int | None:
    if isinstance(value, str) and value.lower() in _WEEKDAYS:
        return _WEEKDAYS.index(value.lower())
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= 6 else None


def _one_of(*choices: str) -> Any:
    return lambda value, _: value if value in choices else None


def _texts(value: Any, _: Any) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {str(key): item.strip()[:200] for key, item in value.items() if isinstance(item, str)}


def _objects(value: Any, _: Any) -> dict[str, dict[str, Any]] | None:
    return {k: v for k, v in value.items() if isinstance(v, dict)} if isinstance(value, dict) else None


def _rows(value: Any, _: Any) -> tuple[dict[str, Any], ...] | None:
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else None


_CHECKS: Final = {
    "timeout": _timeout,
    "timezone": _timezone,
    "weekday_start": _weekday,
    "profile_range": _one_of(*_RANGES),
    "default_project_privacy": _one_of("visible", "hidden"),
    "view": _one_of("coding", "everything"),
    "city": _texts,
    "projects": _objects,
    "leaderboards": _rows,
}
