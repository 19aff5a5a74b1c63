"""This computer stays the same one when its name changes: its buckets go on instead of being forked.

Bucket ids are composed by watchers and dashboards from the computer's name of the moment. An id under a name that the
computer has, or had, means the bucket that is there under another of its names (docs/decisions/0023).
"""

from __future__ import annotations

import logging

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_datastore.host_names import HostNames

logger = logging.getLogger(__name__)

KIND = "hostnames"


def settle(db: Datastore, hostname: str, device_id: str) -> None:
    """Tell the datastore the names of this computer. After a change of name its buckets carry the new one."""
    known: list[str] = db.records.get(KIND, device_id, [])
    db.host_names = HostNames(hostname, known)
    if known[-1:] == [hostname]:
        return
    earlier = [name for name in known if name != hostname]
    try:
        _rename(db, earlier, hostname, device_id)
    except StorageError as error:
        # A full disk: worth an old name in a list, not worth a server that does not start.
        logger.warning("The name of this computer cannot be noted: %s", error)
        return
    if earlier:
        logger.info("This computer was called %s and is called %s now; its buckets go on", known[-1], hostname)


def _rename(db: Datastore, earlier: list[str], hostname: str, device_id: str) -> None:
    with db.transaction():
        db.records.put(KIND, device_id, [*earlier, hostname])
        for bucket_id, about in db.buckets().items() if earlier else ():
            if about["hostname"] in earlier and about["data"].get("device_id", device_id) == device_id:
                db.update_bucket(bucket_id, hostname=hostname)
