"""What the owner chose for this API: the setting `rescuetime`."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from typing import Any, Final

from aw_server.compat.rescuetime.parameters import END_MODES
from aw_server.settings import Settings

SETTING: Final = "rescuetime"


@dataclass(frozen=True)
class Options:
    """`end_mode`: does `restrict_end` belong to the period (`inclusive`) or not (`exclusive`, as documented)?

    `error_status`: 200 as the service had, or 400 as its newer clients expect. `devices`: `once` counts time of several
    devices once, `sum` adds it up. `only_present`: leave out time in which nobody was there. `levels`: productivity of
    single activities, by lower-case name. `name` and `email` are the person of member reports.
    """

    end_mode: str = "exclusive"
    error_status: int = 200
    devices: str = "once"
    only_present: bool = True
    name: str = ""
    email: str = ""
    levels: dict[str, int] = field(default_factory=dict)

    @property
    def person(self) -> str:
        """The display name."""
        return self.name or _user()

    def is_person(self, text: str) -> bool:
        """Whether a name or an address means the owner."""
        return text.casefold() in {self.person.casefold(), self.email.casefold()} - {""}


def options_of(settings: Settings) -> Options:
    """What is stored, what cannot be used left out."""
    stored = settings.get(SETTING)
    if not isinstance(stored, dict):
        return Options()
    default = Options()
    levels = stored.get("levels")
    return Options(
        end_mode=_choice(stored.get("end_mode"), END_MODES, default.end_mode),
        error_status=_choice(stored.get("error_status"), (200, 400), default.error_status),
        devices=_choice(stored.get("devices"), ("once", "sum"), default.devices),
        only_present=stored.get("only_present") is not False,
        name=_text(stored.get("name")),
        email=_text(stored.get("email")),
        levels=_levels(levels) if isinstance(levels, dict) else {},
    )


def _choice(value: Any, allowed: tuple[Any, ...], default: Any) -> Any:
    return value if type(value) is type(default) and value in allowed else default


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _levels(stored: dict[str, Any]) -> dict[str, int]:
    return {
        name.casefold(): round(max(-2, min(2, level)))
        for name, level in stored.items()
        if isinstance(level, int | float) and not isinstance(level, bool) and level == level
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "owner"
