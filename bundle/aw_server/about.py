"""What a person wants to know of this installation: where everything lies and whether it starts by itself. No Flask."""

from __future__ import annotations

from typing import Any

import msgspec

from aw_core.dirs import get_config_dir, get_data_dir, get_log_dir
from aw_datastore import Datastore
from aw_server.modules import Modules


class StartAtLoginIn(msgspec.Struct):
    """The body of `POST /api/0/start-at-login`."""

    enabled: bool


def describe(db: Datastore, modules: Modules) -> dict[str, Any]:
    """The answer of `GET /api/0/about`; `start_at_login` is None when nobody here can tell or change it."""
    return {
        "directories": {"data": get_data_dir(), "config": get_config_dir(), "logs": get_log_dir()},
        "database": db.describe()["database"],
        "supervised": modules.supervised,
        "start_at_login": modules.start_at_login(),
    }
