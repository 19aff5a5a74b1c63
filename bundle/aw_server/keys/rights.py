"""What the scopes of an API key allow: `admin`, `read`, and `append:PATTERN` for buckets whose ids fit the pattern."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from typing import NamedTuple

from aw_server.exceptions import BadRequest

ADMIN = "admin"
READ = "read"
APPEND = "append:"
_LONGEST_PATTERN = 200


class Rights(NamedTuple):
    """What somebody may do. `append` holds the patterns of the buckets that may be created and added to."""

    admin: bool = False
    read: bool = False
    append: tuple[re.Pattern[str], ...] = ()

    def may_append(self, bucket_id: str) -> bool:
        """Whether the bucket may be created, and events and heartbeats added to it."""
        return self.admin or any(pattern.fullmatch(bucket_id) for pattern in self.append)


ALL = Rights(admin=True, read=True)
NOTHING = Rights()


def rights_of(scopes: Iterable[str]) -> Rights:
    """The rights that these scopes add up to. Raises BadRequest for a scope that does not exist, and for none."""
    scopes = list(scopes)
    if not scopes:
        raise BadRequest("InvalidScope", f"Say what the key may do: {_CHOICES}")
    patterns = tuple(_pattern(scope) for scope in scopes if scope not in (ADMIN, READ))
    admin = ADMIN in scopes
    return Rights(admin, admin or READ in scopes, patterns)


_CHOICES = "read, append:PATTERN (for example append:aw-watcher-demo_*) or admin"


def _pattern(scope: str) -> re.Pattern[str]:
    glob = scope.removeprefix(APPEND)
    if glob == scope or not glob or len(glob) > _LONGEST_PATTERN or not glob.isprintable():
        raise BadRequest("InvalidScope", f"There is no scope {scope[:60]!r}; there are {_CHOICES}")
    return re.compile(fnmatch.translate(glob))
