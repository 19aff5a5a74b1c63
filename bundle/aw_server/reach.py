"""How far the server may be heard: beyond this computer only with keys, and with encryption or a proxy that has it."""

from __future__ import annotations

from aw_core.errors import ConfigError
from aw_server.config import ServerSettings
from aw_server.guards.host import is_loopback_name


def check(settings: ServerSettings) -> None:
    """Raises ConfigError with a sentence for settings that would give away what was recorded."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise _refusal("tls_cert and tls_key belong together: one of them is missing.")
    if is_loopback_name(settings.host):
        return
    reachable = f'The host is set to "{settings.host}", which other machines can reach. That needs'
    if not settings.asks_for_keys:
        raise _refusal(f"{reachable} access keys: set require_key = true.")
    if not (settings.tls_cert or settings.behind_proxy):
        raise _refusal(
            f"{reachable} encryption: `aw-cli tls init` makes what tls_cert and tls_key need. If a proxy of yours "
            "speaks HTTPS for this server, set behind_proxy = true."
        )


def _refusal(sentence: str) -> ConfigError:
    return ConfigError("Not started", sentence)
