"""What a person did, as statements of the query language: the same for every figure that the server gives.

The pages of the web UI write the same statements (`aw-webui/src/query/canonical.ts`); `tests/vectors/canonical.json`
holds both to it, so that the same question has the same answer everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_TYPES: Final = {
    "window": "currentwindow",
    "afk": "afkstatus",
    "browser": "web.tab.current",
    "editor": "app.editor.activity",
    "stopwatch": "general.stopwatch",
}
# What programs send that do not know their host; such buckets belong to every device.
_NOBODY: Final = frozenset({"unknown", "Unknown", "", "null"})
OFFLINE: Final = "offline"
"""The device of what was done away from any computer: entered by hand, as its windows; nobody watches it."""
BY_HAND: Final = ("entered", "by hand")
"""Key and value of what was entered for a computer, in buckets of the stopwatch's type: it counts as activity."""
# Windows of a browser, by the word in the id of its extension's bucket.
BROWSERS: Final = {
    "chrome": "chrome|chromium",
    "firefox": "firefox|navigator|nightly|librewolf|waterfox|zen|floorp",
    "edge": "edge",
    "opera": "opera",
    "brave": "brave",
    "safari": "safari",
}


@dataclass(frozen=True)
class Device:
    """The ids of the buckets of one device, by kind."""

    window: Sequence[str] = ()
    afk: Sequence[str] = ()
    browser: Sequence[str] = ()
    editor: Sequence[str] = ()
    stopwatch: Sequence[str] = ()


def devices_of(buckets: Mapping[str, Mapping[str, Any]]) -> list[Device]:
    """The devices on which windows were recorded, by host name. Takes what `Datastore.buckets` gives."""
    return list(devices_by_host(buckets).values())


def devices_by_host(buckets: Mapping[str, Mapping[str, Any]]) -> dict[str, Device]:
    """The same under their host names."""
    with_windows = [about for about in buckets.values() if about.get("type") == _TYPES["window"]]
    hosts = sorted({str(about.get("hostname")) for about in with_windows})
    return {host: Device(**{kind: buckets_of(buckets, kind, host) for kind in _TYPES}) for host in hosts}


def canonical(devices: Sequence[Device], only_present: bool = True, always_active: str = "") -> list[str]:
    """Statements that leave the variables `presence`, `events`, `browsing`, `editing` and `measured`.

    `events` is active time with `app`, `title` and `$category`, for which the page in front and the file being edited
    count as well, and what was entered by hand in place of windows, with a `label`; no moment is in two of them.
    Without `only_present` all window time counts; `always_active` is a regular expression on app and title, whose
    windows count as being there.
    """
    lines = [
        line for at, device in enumerate(devices) for line in _device_lines(device, at, only_present, always_active)
    ]
    several = len(devices) > 1

    def joined(name: str) -> str:
        together = _together([f"{name}_{at}" for at in range(len(devices))])
        return _resolved(together) if several else together

    stopwatches = dict.fromkeys(bucket for device in devices for bucket in device.stopwatch)
    return [
        *lines,
        f"presence = {_union([f'presence_{at}' for at in range(len(devices))])};",
        f"events = {joined('events')};",
        f"browsing = {joined('browsing')};",
        f"editing = {joined('editing')};",
        # Buckets without a device belong to every device: once is enough.
        f"measured = {_resolved(_read(stopwatches))};",
        *_entered_lines(stopwatches),
        "events = categorize(events, classes(), browsing, editing);",
    ]


def literal(value: Any) -> str:
    """A text, whole number, boolean or list as the language writes it. ValueError where a text ends in a backslash."""
    if isinstance(value, str):
        if value.endswith("\\"):
            raise ValueError("a text of a query cannot end with a backslash")
        quote = "'" if '"' in value and "'" not in value else '"'
        return quote + value.replace(quote, f"\\{quote}") + quote
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value)


def regex_literal(regex: str) -> str:
    """An equal regular expression as a text: escaped quotes lose their backslash, a last one is kept apart."""
    plain = re.sub(r"\\([\s\S])", lambda found: found[1] if found[1] in "\"'" else found[0], regex)
    return literal(re.sub(r"(\\\\)(?=[\"']|$)", r"\1(?:)", plain))


def buckets_of(buckets: Mapping[str, Mapping[str, Any]], kind: str, host: str) -> tuple[str, ...]:
    """Ids of the buckets of one kind (a name of `Device`) of a device, those without a device included."""
    # A window or AFK bucket without a host would be counted with every device.
    shared = kind not in ("window", "afk")
    return tuple(
        sorted(
            bucket_id
            for bucket_id, about in buckets.items()
            if about.get("type") == _TYPES[kind]
            and (about.get("hostname") == host or (shared and str(about.get("hostname")) in _NOBODY))
        )
    )


def _device_lines(device: Device, at: int, only_present: bool, always_active: str) -> list[str]:
    windows, presence, events, browsing, editing = (
        f"{name}_{at}" for name in ("windows", "presence", "events", "browsing", "editing")
    )
    lines = [f"{windows} = flood({_resolved(_read(device.window))});", _browser_line(device, at)]
    # A device without an AFK watcher counts as attended.
    attended = not only_present or not device.afk
    if attended:
        lines.append(f"{presence} = period_union({windows}, []);")
    else:
        statuses = f"flood({_resolved(_read(device.afk))})"
        lines.append(f'{presence} = period_union(filter_keyvals({statuses}, "status", ["not-afk"]), []);')
        if device.browser:
            lines.append(f'{presence} = period_union({presence}, filter_keyvals({browsing}, "audible", [true]));')
        for key in ("app", "title") if always_active else ():
            found = f'filter_keyvals_regex({windows}, "{key}", {regex_literal(always_active)})'
            lines.append(f"{presence} = period_union({presence}, {found});")
    return [
        *lines,
        f"{events} = {windows if attended else f'filter_period_intersect({windows}, {presence})'};",
        f"{browsing} = filter_period_intersect({browsing}, {presence});",
        f"{editing} = filter_period_intersect(flood({_resolved(_read(device.editor))}), {presence});",
    ]


def _browser_line(device: Device, at: int) -> str:
    """The pages of a device's browsers, each only while a window of that browser is in front."""
    pages = []
    for bucket in device.browser:
        front = f'filter_keyvals_regex(windows_{at}, "app", {regex_literal(browser_pattern(bucket))})'
        pages.append(f"filter_period_intersect(flood(query_bucket({literal(bucket)})), {front})")
    return f"browsing_{at} = split_url_events({_resolved(_together(pages))});"


def browser_pattern(bucket: str) -> str:
    """A regular expression on the `app` of the windows of the browser behind a bucket."""
    found = re.search("aw-watcher-web-([a-z0-9]+)", bucket, re.IGNORECASE)
    if found is None:
        return f"(?i){'|'.join(BROWSERS.values())}"
    word = found[1].lower()
    # A browser that we have not heard of is called what its bucket says.
    return f"(?i){BROWSERS.get(word, word)}"


def _entered_lines(stopwatches: Collection[str]) -> list[str]:
    """What was entered by hand counts as activity, whatever the stopwatch says about the same time."""
    key, value = BY_HAND
    found = f'resolve_overlaps(filter_keyvals({_read(stopwatches)}, "{key}", ["{value}"]))'
    return [f"events = union_no_overlap({found}, sort_by_timestamp(events));"] if stopwatches else []


def _read(buckets: Collection[str]) -> str:
    return _together([f"query_bucket({literal(bucket)})" for bucket in buckets])


def _resolved(events: str) -> str:
    return events if events == "[]" else f"resolve_overlaps({events})"


def _together(lists: Sequence[str]) -> str:
    if not lists:
        return "[]"
    return lists[0] if len(lists) == 1 else f"concat({', '.join(lists)})"


def _union(lists: Sequence[str]) -> str:
    if not lists:
        return "[]"
    whole = lists[0]
    for one in lists[1:]:
        whole = f"period_union({whole}, {one})"
    return whole
