"""The library `requests`, loaded when something of it is first used: 15 MB and 60 ms that a watcher never needs.

`req` stands for the module in every way the ecosystem uses: `req.HTTPError` in an `except`, and
`mock.patch("aw_client.client.req.get")`, which replaces the function in `requests` itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

__all__ = ["replaced", "req"]

if TYPE_CHECKING:
    import requests as req
else:

    class _Requests:
        # Without a dict of its own its `__dict__`, too, is that of the module: mock looks there.
        __slots__ = ()

        def __getattr__(self, name: str) -> Any:
            return getattr(_loaded(), name)

        def __setattr__(self, name: str, value: object) -> None:
            setattr(_loaded(), name, value)

        def __delattr__(self, name: str) -> None:
            delattr(_loaded(), name)

        def __dir__(self) -> list[str]:
            return dir(_loaded())

    def _loaded() -> Any:
        import requests

        return requests

    req = _Requests()


def replaced(method: str) -> Any | None:
    """What somebody put in the place of `requests.get` (or "post", "delete") to watch or fake the calls, or None."""
    if "requests" not in sys.modules:
        return None
    function = getattr(req, method)
    return None if function is getattr(req.api, method) else function
