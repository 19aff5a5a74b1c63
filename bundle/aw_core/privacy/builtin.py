"""The rules that apply unless they are switched off: private windows, and what password managers show."""

from __future__ import annotations

import re
from typing import Any, Final

from aw_core.privacy.rules import Rule, parse_rule

# As window systems name them: the class of an X11 window, a Wayland app id, the file of a Windows program, a macOS app.
_PROGRAMS: Final = (
    "keepassxc",
    "org.keepassxc.keepassxc",
    "keepass",
    "keepass2",
    "macpass",
    "strongbox",
    "1password",
    "com.onepassword.onepassword",
    "bitwarden",
    "com.bitwarden.desktop",
    "lastpass",
    "dashlane",
    "enpass",
    "nordpass",
    "proton pass",
    "proton-pass",
    "protonpass",
    "roboform",
    "keeper password manager",
    "keeperpasswordmanager",
    "buttercup",
    "authpass",
    "pwsafe",
    "password safe",
    "passwordsafe",
    "sticky password",
    "psono",
    "qtpass",
    "gopass-ui",
    "seahorse",
    "org.gnome.seahorse.application",
    "passwords and keys",
    "secrets",
    "org.gnome.world.secrets",
    "kwalletmanager",
    "kwalletmanager5",
    "org.kde.kwalletmanager5",
    "passwords",
    "keychain access",
)
_BRANDS: Final = r"(?:bit|vault)warden|lastpass|dashlane|1password|nordpass|proton ?pass|keeper|enpass|roboform"
_SITES: Final = (
    "vault.bitwarden.com",
    "vault.bitwarden.eu",
    "my.1password.com",
    "my.1password.eu",
    "my.1password.ca",
    "lastpass.com",
    "app.dashlane.com",
    "app.nordpass.com",
    "pass.proton.me",
    "keepersecurity.com",
    "keepersecurity.eu",
    "passwords.google.com",
)


def _any_of(texts: tuple[str, ...]) -> str:
    return "|".join(re.escape(text) for text in texts)


BUILT_IN: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "incognito": ({"field": "incognito", "pattern": "^true$", "action": "drop"},),
    "password-managers": (
        {
            "field": "app",
            "pattern": rf"(?i)^(?:{_any_of(_PROGRAMS)})(?:\.exe|\.bin)?$",
            "action": "redact",
            "target": "title",
            "replacement": "REDACTED",
        },
        {
            "field": "title",
            "pattern": rf"(?i)\b(?:{_BRANDS})\b[^|]{{0,40}}\bvault\b|\bvault\b[^|]{{0,40}}\b(?:{_BRANDS})\b",
            "action": "redact",
            "replacement": "REDACTED",
        },
        {
            "field": "domain",
            "pattern": rf"(?i)(?:^|\.)(?:{_any_of(_SITES)})(?::\d+)?$",
            "action": "redact",
            "target": ["url", "title"],
            "replacement": "REDACTED",
        },
    ),
}
"""Rules by the name under which they can be switched off."""


def built_in_rules() -> dict[str, tuple[Rule, ...]]:
    """The same, ready to be used."""
    return {name: tuple(parse_rule(shape) for shape in shapes) for name, shapes in BUILT_IN.items()}
