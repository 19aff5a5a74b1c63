"""Beyond this computer only with keys, and with encryption or a proxy that has it."""

from __future__ import annotations

import pytest

from aw_core.errors import ConfigError
from aw_server import reach
from aw_server.config import ServerSettings

TLS = {"tls_cert": "c", "tls_key": "k"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]", "LOCALHOST"])
def test_at_home_anything_goes(host: str) -> None:
    reach.check(ServerSettings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "box.example", "127.0.0.2", "localhost.example"])
def test_outside_needs_keys_and_encryption(host: str) -> None:
    with pytest.raises(ConfigError, match="require_key = true"):
        reach.check(ServerSettings(host=host))
    with pytest.raises(ConfigError, match="require_key = true"):
        reach.check(ServerSettings(host=host, **TLS))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="aw-cli tls init"):
        reach.check(ServerSettings(host=host, require_key=True))
    reach.check(ServerSettings(host=host, require_key=True, **TLS))  # type: ignore[arg-type]
    reach.check(ServerSettings(host=host, behind_proxy=True))


def test_a_proxy_brings_strangers_so_keys_are_asked_for() -> None:
    assert ServerSettings(behind_proxy=True).asks_for_keys
    assert not ServerSettings().asks_for_keys


@pytest.mark.parametrize("half", [{"tls_cert": "c"}, {"tls_key": "k"}])
def test_certificate_and_key_belong_together(half: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="belong together"):
        reach.check(ServerSettings(**half))  # type: ignore[arg-type]
