"""Active time of the devices on which windows were recorded: the canonical question, and who told what of it.

The same time and categories as the statements of `aw_server.canonical` give; a test holds both together. Imports numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aw_core.frame import EventFrame
from aw_core.frame.categories import categorize
from aw_core.frame.functions import (
    concat,
    filter_keyvals,
    filter_keyvals_regex,
    filter_period_intersect,
    flood,
    merge_subwatcher_fields,
    period_union,
    resolve_overlaps,
    sort_by_timestamp,
    split_url_events,
    union_no_overlap,
)
from aw_core.frame.rules import Rules
from aw_server.canonical import BY_HAND, Device, browser_pattern
from aw_server.today_presence import without_input

EDITOR: Final = "$editor"
BROWSER: Final = "$browser"
MACHINE: Final = "$machine"
"""Keys of what `active_time` adds: the editor and the browser that told of it, and the device."""

_NONE: Final = EventFrame.empty()


@dataclass(frozen=True)
class Recorded:
    """Where events come from: `read` gives a bucket's, `sender_of` the name of the program behind a bucket."""

    read: Callable[[str], EventFrame]
    sender_of: Callable[[str], str]

    def all(self, buckets: Sequence[str]) -> EventFrame:
        """The events of some buckets, as recorded."""
        return _together([self.read(bucket) for bucket in buckets])

    def told(self, bucket: str, key: str) -> EventFrame:
        """The events of a bucket with the program that sent them under `key`."""
        frame, sender = self.read(bucket), self.sender_of(bucket)
        return frame.with_pool(frame.pool.derive((key, sender), lambda data: data | {key: sender}))


@dataclass(frozen=True)
class _Parts:
    """Of a device: active time, and pages and files, plain and with who told of them."""

    active: EventFrame
    pages: EventFrame
    told_pages: EventFrame
    files: EventFrame
    told_files: EventFrame


def active_time(devices: Mapping[str, Device], recorded: Recorded, rules: Rules, always_active: str) -> EventFrame:
    """Events without overlaps, with `$category`, `$machine` and those of the page in front or the file being edited.

    `devices` by host name. What was entered by hand stands in place of windows, with its `label`.
    """
    parts = {host: _of_device(device, recorded, always_active) for host, device in devices.items()}
    events = resolve_overlaps(_together([part.active for part in parts.values()]))
    stopwatches = list(dict.fromkeys(bucket for device in devices.values() for bucket in device.stopwatch))
    events = union_no_overlap(_entered(stopwatches, recorded), sort_by_timestamp(events))
    plain = [resolve_overlaps(_together([of(part) for part in parts.values()])) for of in (_pages, _files)]
    events = categorize(events, rules, [split_url_events(plain[0]), plain[1]])
    pages = resolve_overlaps(_together([part.told_pages for part in parts.values()]))
    files = resolve_overlaps(_together([part.told_files for part in parts.values()]))
    events = merge_subwatcher_fields(events, pages, ["url", BROWSER])
    events = merge_subwatcher_fields(events, files, ["file", "project", "language", "branch", EDITOR], "sub_wins")
    seen = [_of_machine(part.active, host) for host, part in parts.items()]
    entered = [_of_machine(_entered(device.stopwatch, recorded), host) for host, device in devices.items()]
    whose = union_no_overlap(resolve_overlaps(_together(entered)), resolve_overlaps(_together(seen)))
    return merge_subwatcher_fields(events, whose, [MACHINE])


def _entered(stopwatches: Sequence[str], recorded: Recorded) -> EventFrame:
    key, value = BY_HAND
    return resolve_overlaps(filter_keyvals(recorded.all(stopwatches), key, [value]))


def _of_device(device: Device, recorded: Recorded, always_active: str) -> _Parts:
    windows = flood(resolve_overlaps(recorded.all(device.window)))
    if device.afk:
        statuses = flood(resolve_overlaps(recorded.all(device.afk)))
        pages = {bucket: recorded.read(bucket) for bucket in device.browser}
        silent = without_input(windows, pages, always_active or None)
        presence = period_union(filter_keyvals(statuses, "status", ["not-afk"]), silent)
    else:
        presence = period_union(windows, _NONE)

    def in_front(of: Callable[[str], EventFrame]) -> EventFrame:
        pages = [
            filter_period_intersect(flood(of(bucket)), filter_keyvals_regex(windows, "app", browser_pattern(bucket)))
            for bucket in device.browser
        ]
        return filter_period_intersect(resolve_overlaps(_together(pages)), presence)

    def edited(of: Callable[[str], EventFrame]) -> EventFrame:
        return filter_period_intersect(flood(resolve_overlaps(_together(list(map(of, device.editor))))), presence)

    return _Parts(
        active=filter_period_intersect(windows, presence),
        pages=in_front(recorded.read),
        told_pages=in_front(lambda bucket: recorded.told(bucket, BROWSER)),
        files=edited(recorded.read),
        told_files=edited(lambda bucket: recorded.told(bucket, EDITOR)),
    )


def _of_machine(frame: EventFrame, host: str) -> EventFrame:
    """The same time, with nothing but the device."""

    def told(_: dict[str, Any]) -> dict[str, Any]:
        return {MACHINE: host}

    return frame.with_pool(frame.pool.derive((MACHINE, host), told))


def _together(frames: Sequence[EventFrame]) -> EventFrame:
    return concat(*frames) if frames else _NONE


def _pages(part: _Parts) -> EventFrame:
    return part.pages


def _files(part: _Parts) -> EventFrame:
    return part.files
