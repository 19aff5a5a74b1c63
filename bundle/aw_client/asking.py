"""What the commands ask: periods as a person writes them, and the buckets of a computer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from aw_core.errors import AwError

from .classes import get_classes
from .client import ActivityWatchClient
from .queries import DesktopQueryParams, browsersWithBuckets

Period = tuple[datetime, datetime]


class UnclearTime(AwError):
    """A time or a time zone that says not which moment is meant."""


def zone_named(name: str | None) -> tzinfo | None:
    """The zone of an IANA name, None for none. Raises UnclearTime."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise UnclearTime("Unclear time", f"There is no time zone named {name!r}; Europe/Berlin is one.") from None


def period(start: str | None, stop: str | None, zone: tzinfo | None, now: datetime) -> Period:
    """Start and end; without them a day back, and a year ahead of `now` for what watchers stamp in the future.

    Raises UnclearTime for text that is no time, a time without offset when there is no zone, an end before the start.
    """
    begin = now - timedelta(days=1) if start is None else _moment("--start", start, zone)
    end = now + timedelta(days=365) if stop is None else _moment("--stop", stop, zone)
    if end < begin:
        raise UnclearTime("Unclear time", f"The period would end ({end}) before it starts ({begin}).")
    return begin, end


def _moment(option: str, text: str, zone: tzinfo | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnclearTime("Unclear time", f"{option}: {text!r} is no time; 2024-05-01T09:30 is one.") from None
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        said = f"{option} {text} could be any time zone's: add --timezone Europe/Berlin, or an offset like +02:00."
        raise UnclearTime("Unclear time", said)
    return moment.replace(tzinfo=zone)


def desktop(client: ActivityWatchClient, host: str) -> DesktopQueryParams:
    """Parameters for a computer: its watchers' buckets, the browsers' buckets that are its own, the user's rules."""
    window, afk = f"aw-watcher-window_{host}", f"aw-watcher-afk_{host}"
    buckets = client.get_buckets()
    missing = [bucket for bucket in (window, afk) if bucket not in buckets]
    if missing:
        known = sorted({name.partition("_")[2] for name in buckets if name.startswith("aw-watcher-window_")})
        said = f"There is no bucket {missing[0]}. Computers with windows recorded: {', '.join(known) or 'none'}."
        raise AwError("No such computer", said)
    own = [name for name, facts in buckets.items() if facts.get("hostname") == host or name.endswith(f"_{host}")]
    browsers = [bucket for _, bucket in browsersWithBuckets(own)]
    return DesktopQueryParams(bid_window=window, bid_afk=afk, bid_browsers=browsers, classes=get_classes(client))


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)
