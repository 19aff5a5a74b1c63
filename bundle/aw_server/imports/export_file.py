"""An export, as every ActivityWatch server writes it (contract 1.11), as a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aw_datastore.foreign import Known, Source, SourceBucket, SourceRow
from aw_datastore.foreign.source import created
from aw_server import api_shapes
from aw_server.api_shapes import Decoder, EventIn, Export, ExportedBucket
from aw_server.exceptions import ApiError

_decode = Decoder(Export)


class ExportFile(Source):
    """The whole file is held in memory. Raises BadRequest when it is no export, OSError when it cannot be read."""

    layout = "an export (JSON)"

    def __init__(self, path: Path) -> None:
        self._buckets: list[tuple[str, ExportedBucket]] = [
            (bucket.id or key, bucket) for key, bucket in _decode(path.read_bytes()).buckets.items()
        ]

    def buckets(self) -> list[SourceBucket]:
        return [
            SourceBucket(
                key=number,
                id=bucket_id,
                type=bucket.type,
                client=bucket.client,
                hostname=bucket.hostname,
                created=created(bucket.created),
                name=bucket.name,
                data=bucket.data or {},
            )
            for number, (bucket_id, bucket) in enumerate(self._buckets)
        ]

    def events(self, bucket: SourceBucket, known: Known | None = None) -> Iterator[SourceRow]:
        rows = [_row(number, shape) for number, shape in enumerate(self._buckets[bucket.key][1].events)]
        return iter(sorted(rows, key=_start))

    def count(self) -> int:
        return sum(len(bucket.events) for _, bucket in self._buckets)

    def last_id(self) -> int:
        return 0


def _row(number: int, shape: EventIn) -> SourceRow:
    if shape.timestamp is None:
        return SourceRow(number, None)
    try:
        return SourceRow(number, api_shapes.event(shape.timestamp, shape.duration, shape.data, 0))
    except ApiError:
        return SourceRow(number, None)


def _start(row: SourceRow) -> int:
    return row.event.start_us if row.event is not None else 0
