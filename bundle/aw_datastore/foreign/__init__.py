"""Other people's databases, read and never written: the three layouts of ActivityWatch's servers, and our own."""

from aw_datastore.foreign.files import consistently, is_sqlite, open_snapshot, signature, snapshot
from aw_datastore.foreign.recognise import recognise
from aw_datastore.foreign.source import Known, Source, SourceBucket, SourceRow

__all__ = [
    "Known",
    "Source",
    "SourceBucket",
    "SourceRow",
    "consistently",
    "is_sqlite",
    "open_snapshot",
    "recognise",
    "signature",
    "snapshot",
]
