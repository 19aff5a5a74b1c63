"""Importing without a server: the same parts, put together over an open datastore."""

from __future__ import annotations

from aw_core.device import get_device_id, get_hostname
from aw_datastore import Datastore
from aw_server.api_buckets import Buckets
from aw_server.api_clock import SystemClock
from aw_server.api_imports import Imports
from aw_server.api_live import LiveBuckets
from aw_server.gate import Gate
from aw_server.notices import Notices
from aw_server.privacy import Privacy
from aw_server.settings import Settings
from aw_server.transfer import Transfer


def imports_over(db: Datastore, testing: bool) -> Imports:
    """The imports of a datastore that no server works with. It is not noted as a time at which the server ran."""
    live, settings, clock = LiveBuckets(db), Settings(db), SystemClock()
    privacy = Privacy(db, settings, live, Notices(), lambda: None)
    buckets = Buckets(db, live, clock, get_hostname(), get_device_id, get_hostname)
    return Imports(db, Transfer(db, live, buckets, privacy, clock), settings, Gate(), clock, testing)
