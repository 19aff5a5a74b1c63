"""Ready query texts: what the dashboard asks, for programs of one's own (contract 8.6).

The texts use only what every server of the ecosystem understands, so strings are written the way the simplest of their
parsers reads them.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .classes import CategoryId, CategoryRule, get_classes
from .querytext import regex_literal, text_literal, value_literal
from .querytext import split_statements as querystr_to_array

__all__ = [
    "AndroidQueryParams",
    "DesktopQueryParams",
    "EnhancedJSONEncoder",
    "QueryParams",
    "browserEvents",
    "browser_appnames",
    "browsersWithBuckets",
    "canonicalEvents",
    "default_limit",
    "escape_doublequote",
    "fullDesktopQuery",
    "isAndroidParams",
    "isDesktopParams",
    "pretty_query",
    "querystr_to_array",
]

default_limit = 100

# What a browser is called as a window: class on X11, id on Wayland, program on Windows and macOS.
browser_appnames: dict[str, list[str]] = {
    "chrome": [
        *("Google Chrome", "Google-chrome", "google-chrome", "google-chrome-stable", "chrome.exe", "com.google.Chrome"),
        *("Google-chrome-beta", "Google-chrome-unstable", "Google Chrome Canary", "Google Chrome Beta"),
        *("Chromium", "Chromium-browser", "chromium", "chromium-browser", "chromium.exe", "org.chromium.Chromium"),
        *("Chromium-browser-chromium", "Chrome", "chrome", "Arc", "Arc.exe"),
    ],
    "firefox": [
        *("Firefox", "firefox", "firefox.exe", "Firefox.exe", "org.mozilla.firefox", "Navigator", "firefox-esr"),
        *("Firefox-esr", "Firefox Developer Edition", "firefoxdeveloperedition", "firefox-aurora", "Firefox-aurora"),
        *("Firefox Nightly", "firefox-nightly", "Nightly", "nightly", "firefox-bin", "firefox_firefox"),
        *("LibreWolf", "librewolf", "librewolf.exe", "LibreWolf.exe", "librewolf-default"),
        *("io.gitlab.librewolf-community", "Waterfox", "waterfox", "waterfox.exe", "net.waterfox.waterfox"),
        *("zen", "Zen", "Zen Browser", "zen.exe", "app.zen_browser.zen", "floorp", "Floorp", "floorp.exe"),
    ],
    "opera": ["Opera", "opera", "opera.exe", "Opera GX", "com.opera.Opera", "Opera-beta", "Opera developer"],
    "brave": [
        *("Brave", "brave", "brave.exe", "Brave Browser", "Brave-browser", "brave-browser", "com.brave.Browser"),
        *("Brave-browser-beta", "Brave-browser-nightly", "Brave Browser Beta", "Brave Browser Nightly"),
    ],
    "edge": [
        *("Microsoft Edge", "Microsoft-edge", "microsoft-edge", "msedge.exe", "msedge", "com.microsoft.Edge"),
        *("Microsoft-edge-stable", "microsoft-edge-stable", "Microsoft-edge-beta", "microsoft-edge-beta"),
        *("Microsoft-edge-dev", "microsoft-edge-dev", "Microsoft Edge Beta", "Microsoft Edge Dev"),
    ],
    "vivaldi": ["Vivaldi", "vivaldi", "vivaldi.exe", "Vivaldi-stable", "vivaldi-stable", "com.vivaldi.Vivaldi"],
}


@dataclass
class QueryParams:
    """What every query may be given. `classes` empty: the rules of the server's settings are fetched and written in.

    `filter_classes` keeps events of exactly these category paths. `always_active_pattern`: a regular expression;
    while an app or title matches, the person counts as present.
    """

    always_active_pattern: str | None = None
    bid_browsers: list[str] = field(default_factory=list)
    classes: list[tuple[CategoryId, CategoryRule]] = field(default_factory=list)
    filter_classes: list[CategoryId] = field(default_factory=list)
    filter_afk: bool = True
    include_audible: bool = True


@dataclass
class _DesktopBuckets:
    bid_window: str
    bid_afk: str


@dataclass
class DesktopQueryParams(QueryParams, _DesktopBuckets):
    """A computer: the ids of its window and AFK buckets, and of its browsers' buckets."""


@dataclass
class _AndroidBuckets:
    bid_android: str


@dataclass
class AndroidQueryParams(QueryParams, _AndroidBuckets):
    """A phone: the id of its bucket of apps; there is no AFK bucket to filter with."""


class EnhancedJSONEncoder(json.JSONEncoder):
    """Writes dataclasses, such as the parameters, as objects."""

    def default(self, o: Any) -> Any:
        """As `json.JSONEncoder.default`."""
        if dataclasses.is_dataclass(o) and not isinstance(o, type):
            return dataclasses.asdict(o)
        return super().default(o)


def isDesktopParams(params: QueryParams) -> bool:
    """Whether these are parameters of a computer."""
    return isinstance(params, DesktopQueryParams)


def isAndroidParams(params: QueryParams) -> bool:
    """Whether these are parameters of a phone."""
    return isinstance(params, AndroidQueryParams)


def escape_doublequote(s: str) -> str:
    """The text with a backslash before each double quote."""
    return s.replace('"', '\\"')


def pretty_query(query: str) -> str:
    """The query with each statement on a line of its own."""
    return "\n".join(querystr_to_array(query))


def browsersWithBuckets(browserbuckets: Iterable[str]) -> list[tuple[str, str]]:
    """(browser, bucket id) for the buckets of browsers that we know the windows of."""
    found = []
    for bucket in browserbuckets:
        named = re.match(r"aw-watcher-web-([a-z]+)", bucket)
        if named and named[1] in browser_appnames:
            found.append((named[1], bucket))
    return found


def canonicalEvents(params: QueryParams) -> str:
    """The query that leaves in `events` what the person did, in `not_afk` when they were present.

    Window events, without gaps and overlaps (`flood`), cut to the time of presence, with their `$category`; with
    browser buckets `browser_events` as well, and sound from a tab in front counts as presence.
    """
    lines = _windows(params)
    lines += _browser_lines(params) if params.bid_browsers else []
    if isDesktopParams(params) and params.filter_afk:
        lines.append("events = filter_period_intersect(events, not_afk);")
    rules = params.classes or get_classes()
    lines.append(f"events = categorize(events, {value_literal([[path, rule] for path, rule in rules])});")
    if params.filter_classes:
        lines.append(f'events = filter_keyvals(events, "$category", {value_literal(params.filter_classes)});')
    return "\n".join(lines)


def browserEvents(params: QueryParams) -> str:
    """The lines that leave in `browser_events` the pages in front; need `events`, the windows."""
    lines = ["browser_events = [];"]
    for browser, bucket in browsersWithBuckets(params.bid_browsers):
        lines += [
            f"events_{browser} = flood(query_bucket({text_literal(bucket)}));",
            f'window_{browser} = filter_keyvals(events, "app", {value_literal(browser_appnames[browser])});',
            f"events_{browser} = filter_period_intersect(events_{browser}, window_{browser});",
            f"events_{browser} = split_url_events(events_{browser});",
            f"browser_events = concat(browser_events, events_{browser});",
        ]
    return "\n".join([*lines, "browser_events = sort_by_timestamp(browser_events);"])


def fullDesktopQuery(params: DesktopQueryParams) -> str:
    """The whole activity view of a computer in one query; contract 8.6 has the shape of the answer."""
    limit = f", {default_limit});"
    lines = [
        canonicalEvents(params),
        'title_events = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));',
        'app_events = sort_by_duration(merge_events_by_keys(title_events, ["app"]));',
        'cat_events = sort_by_duration(merge_events_by_keys(events, ["$category"]));',
        f"app_events = limit_events(app_events{limit}",
        f"title_events = limit_events(title_events{limit}",
        "duration = sum_durations(events);",
    ]
    if params.bid_browsers:
        lines += [
            'browser_urls = sort_by_duration(merge_events_by_keys(browser_events, ["url"]));',
            f"browser_urls = limit_events(browser_urls{limit}",
            'browser_domains = sort_by_duration(merge_events_by_keys(browser_events, ["$domain"]));',
            f"browser_domains = limit_events(browser_domains{limit}",
            "browser_duration = sum_durations(browser_events);",
        ]
    else:
        lines += ["browser_urls = [];", "browser_domains = [];", "browser_duration = 0;"]
    lines += [
        'RETURN = {"events": events, "window": {"app_events": app_events, "title_events": title_events, '
        '"cat_events": cat_events, "active_events": not_afk, "duration": duration}, '
        '"browser": {"domains": browser_domains, "urls": browser_urls, "duration": browser_duration}};'
    ]
    return "\n".join(lines)


def _windows(params: QueryParams) -> list[str]:
    """`events`, and on a computer `not_afk`."""
    if isinstance(params, AndroidQueryParams):
        return [
            f"events = flood(query_bucket(find_bucket({text_literal(params.bid_android)})));",
            'events = merge_events_by_keys(events, ["app"]);',
        ]
    if not isinstance(params, DesktopQueryParams):
        raise TypeError("The parameters of a query are those of a desktop or of Android")
    lines = [
        f"events = flood(query_bucket(find_bucket({text_literal(params.bid_window)})));",
        f"not_afk = flood(query_bucket(find_bucket({text_literal(params.bid_afk)})));",
        'not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);',
    ]
    if params.always_active_pattern:
        pattern = regex_literal(params.always_active_pattern)
        for key in ("app", "title"):
            lines += [
                f'always_active = filter_keyvals_regex(events, "{key}", {pattern});',
                "not_afk = period_union(not_afk, always_active);",
            ]
    return lines


def _browser_lines(params: QueryParams) -> list[str]:
    lines = [browserEvents(params)]
    if isDesktopParams(params) and params.include_audible:
        lines += [
            'audible_events = filter_keyvals(browser_events, "audible", [true]);',
            "not_afk = period_union(not_afk, audible_events);",
        ]
    return lines
