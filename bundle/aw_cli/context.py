"""What every command of `aw-cli` knows: the mode, and how to reach the running server."""

from __future__ import annotations

from dataclasses import dataclass

from aw_client import ActivityWatchClient
from aw_client.config import load_config
from aw_client.transport import is_loopback
from aw_core.instance import read_instance


@dataclass(frozen=True)
class Context:
    """`port` is the one asked for on the command line, if any."""

    testing: bool
    port: int | None = None

    def client(self) -> ActivityWatchClient:
        """A client of the server in this mode.

        Our own server may have had to move to another port; its record tells. The settings of the client decide where
        there is no record, or when they name a server on another machine.
        """
        config = load_config(self.testing)
        record = read_instance("aw-server", self.testing) if is_loopback(config.hostname) else None
        port = self.port or (record.port if record else config.port)
        return ActivityWatchClient(testing=self.testing, host=config.hostname, port=port)
