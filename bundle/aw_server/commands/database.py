"""Which database the commands are about."""

from __future__ import annotations

from pathlib import Path

from aw_core.errors import AwError
from aw_datastore.storages.peewee import default_path
from aw_server.config import load_settings


def database_path(testing: bool) -> Path:
    """The server's database file by its settings, whether there is one yet or not. AwError if it keeps none."""
    from aw_server.main import _parser

    settings = load_settings(_parser().parse_args(["--testing"] if testing else []))
    if settings.storage not in ("peewee", "sqlite") or settings.database:
        raise AwError(
            "There is no database file",
            "The server is set to keep its events elsewhere than in a file; what keeps them has its own tools.",
        )
    return default_path(testing)
