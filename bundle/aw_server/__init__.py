"""The server: it keeps the events, answers the REST API and serves the web UI."""

from aw_server.__about__ import __version__

__all__ = ["__version__"]
