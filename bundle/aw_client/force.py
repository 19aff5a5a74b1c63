"""The one exception that is a `requests` exception; apart, so that importing the others does not load that library."""

from __future__ import annotations

import requests as req


class ForceNeeded(req.HTTPError):
    """The server keeps buckets from being deleted by accident; only in testing mode it does not ask twice."""
