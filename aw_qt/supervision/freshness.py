"""Does a running module still deliver data? Pure: the server's receipt ages in, names of silent modules out.

A process that lives but sends nothing is the failure nobody notices for hours, so it is judged by
what the server received, not by what the process claims.
"""

from collections.abc import Mapping

LIMIT = 90.0
"""Seconds without an accepted event before a module counts as silent (keep-alives come every 20 s)."""


def silent_modules(
    running_for: Mapping[str, float], receipts: Mapping[str, float], *, paused: bool, locked: bool = False
) -> frozenset[str]:
    """Names of modules that run but deliver nothing.

    *running_for*: seconds each running module has been up. *receipts*: seconds since the server last
    accepted something, per client; a client that never owned a bucket is absent and never judged.
    Nothing is judged while recording is *paused* or the session is *locked*.
    """
    if paused or locked:
        return frozenset()
    return frozenset(
        name for name, seconds in running_for.items() if seconds > LIMIT and receipts.get(name, 0.0) > LIMIT
    )


def all_fresh(receipts: Mapping[str, float]) -> bool:
    """Whether no client can be called silent."""
    return all(age <= LIMIT for age in receipts.values())


def seconds_until_doubt(receipts: Mapping[str, float]) -> float:
    """How long the receipts just heard can be relied on: no client that is fresh now can be silent before."""
    fresh = [age for age in receipts.values() if age <= LIMIT]
    return LIMIT - max(fresh, default=0.0)
