"""Addresses of database servers, as people may see them."""

from __future__ import annotations

from urllib.parse import urlsplit


def without_password(url: str) -> str:
    """The address as it may be shown and logged: scheme, place and name of the database, no user, no options."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
