"""peewee without the drivers it loads just because they are installed: 40 ms and 5 MB of every start.

We open connections ourselves, so peewee never needs them.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

_DRIVERS: Final = ("psycopg2cffi", "psycopg2", "psycopg", "pymysql", "MySQLdb")


def _import_peewee() -> ModuleType:
    modules: dict[str, Any] = sys.modules  # None says: there is no such module
    hidden = {name: modules.get(name) for name in _DRIVERS}
    modules.update(dict.fromkeys(_DRIVERS))
    try:
        import peewee
    finally:
        for name, module in hidden.items():
            if module is None:
                del modules[name]
            else:
                modules[name] = module
    return peewee


if TYPE_CHECKING:
    import peewee
else:
    peewee = _import_peewee()

__all__ = ["peewee"]
