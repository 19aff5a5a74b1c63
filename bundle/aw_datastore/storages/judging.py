"""Rows judged again by what their data are: deleted, rewritten, or only counted. Also in copies of the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from aw_datastore.encoding import join
from aw_datastore.rewriting import Judge, Rewritten, Verdict, empty_tallies
from aw_datastore.storages.schema import ZERO_US
from aw_datastore.storages.shapes import Connection

Encode = Callable[[list[Any]], Sequence[tuple[int | None, str | None]]]
"""(data_id, extra) for each data, texts stored where they have to be."""

# The plus keeps the index of buckets out of it, which would have all rows of the bucket sorted by id for each step.
ROWS: Final = (
    "SELECT e.id, e.start, e.duration, e.data_id, d.json, e.extra FROM event e LEFT JOIN data d ON d.id = e.data_id"
    " WHERE +e.bucket = ? AND e.id > ? ORDER BY e.id LIMIT ?"
)


def judge_rows(
    connection: Connection, bucket: int, judge: Judge, after: int, size: int, encode: Encode | None
) -> Rewritten:
    """Judge up to `size` rows of a bucket by rising id, from beyond `after`. Without `encode` nothing is written.

    Each distinct data is judged once a step.
    """
    tallies = empty_tallies()
    known: dict[tuple[int | None, str | None], Verdict] = {}
    doomed: list[tuple[int]] = []
    changed: list[tuple[int, dict[str, Any]]] = []
    rows = connection.execute(ROWS, (bucket, after, size)).fetchall()
    for row_id, start, duration, data_id, stable, extra in rows:
        key = data_id, extra
        verdict = known.get(key)
        if verdict is None:
            verdict = known[key] = judge(join(stable, extra))
        if verdict.mark is None:
            continue
        tallies[verdict.mark] = tallies[verdict.mark].with_event(start + ZERO_US, duration)
        if verdict.data is None:
            doomed.append((row_id,))
        else:
            changed.append((row_id, verdict.data))
    if encode is not None:
        if doomed:
            connection.executemany("DELETE FROM event WHERE id = ?", doomed)
        if changed:
            pairs = encode([data for _, data in changed])
            connection.executemany(
                "UPDATE event SET data_id = ?, extra = ? WHERE id = ?",
                [(data_id, extra, row_id) for (row_id, _), (data_id, extra) in zip(changed, pairs, strict=True)],
            )
    return Rewritten(dict(tallies), rows[-1][0] if len(rows) == size else None)
