"""Query texts: which statements, in which order, with whose rules."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from aw_client import queries
from aw_client.queries import (
    AndroidQueryParams,
    DesktopQueryParams,
    EnhancedJSONEncoder,
    QueryParams,
    browserEvents,
    browsersWithBuckets,
    canonicalEvents,
    escape_doublequote,
    fullDesktopQuery,
    isAndroidParams,
    isDesktopParams,
    pretty_query,
    querystr_to_array,
)

RULES: Any = [(["Work"], {"type": "regex", "regex": r"a\.b"})]
WINDOW, AFK, WEB = "aw-watcher-window_box", "aw-watcher-afk_box", "aw-watcher-web-firefox_box"


def desktop(**more: Any) -> DesktopQueryParams:
    return DesktopQueryParams(WINDOW, AFK, **{"classes": RULES, **more})


def test_parameters_and_their_order() -> None:
    params = DesktopQueryParams(WINDOW, AFK, "pattern", [WEB])
    assert asdict(params) == {
        "bid_window": WINDOW,
        "bid_afk": AFK,
        "always_active_pattern": "pattern",
        "bid_browsers": [WEB],
        "classes": [],
        "filter_classes": [],
        "filter_afk": True,
        "include_audible": True,
    }
    assert isDesktopParams(params)
    assert not isAndroidParams(params)
    assert isAndroidParams(AndroidQueryParams("phone"))
    assert json.loads(json.dumps({"p": params}, cls=EnhancedJSONEncoder))["p"]["bid_afk"] == AFK
    with pytest.raises(TypeError):
        json.dumps(object(), cls=EnhancedJSONEncoder)


def test_canonical_events_of_a_desktop() -> None:
    assert canonicalEvents(desktop()).split("\n") == [
        f'events = flood(query_bucket(find_bucket("{WINDOW}")));',
        f'not_afk = flood(query_bucket(find_bucket("{AFK}")));',
        'not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);',
        "events = filter_period_intersect(events, not_afk);",
        r'events = categorize(events, [[["Work"], {"type": "regex", "regex": "a\.b"}]]);',
    ]


def test_presence_of_all_kinds_comes_before_the_filter() -> None:
    lines = canonicalEvents(desktop(always_active_pattern=r"zoom\b", bid_browsers=[WEB])).split("\n")
    cut = lines.index("events = filter_period_intersect(events, not_afk);")
    assert [at for at, line in enumerate(lines) if line.startswith("not_afk = ")][-1] < cut
    assert r'always_active = filter_keyvals_regex(events, "app", "zoom\b");' in lines
    assert r'always_active = filter_keyvals_regex(events, "title", "zoom\b");' in lines
    assert 'audible_events = filter_keyvals(browser_events, "audible", [true]);' in lines


def test_what_is_switched_off_is_left_out() -> None:
    text = canonicalEvents(desktop(filter_afk=False, include_audible=False, bid_browsers=[WEB]))
    assert "filter_period_intersect(events, not_afk)" not in text
    assert "audible" not in text
    assert "browser_events" in text
    assert "browser" not in canonicalEvents(desktop())


def test_only_some_categories() -> None:
    text = canonicalEvents(desktop(filter_classes=[["Work"], ["Work", "Code"]]))
    assert text.endswith('events = filter_keyvals(events, "$category", [["Work"], ["Work", "Code"]]);')


def test_a_phone_has_apps_and_no_afk() -> None:
    lines = canonicalEvents(AndroidQueryParams("aw-watcher-android-test", classes=RULES)).split("\n")
    assert lines[:2] == [
        'events = flood(query_bucket(find_bucket("aw-watcher-android-test")));',
        'events = merge_events_by_keys(events, ["app"]);',
    ]
    assert len(lines) == 3


def test_parameters_of_neither_are_refused() -> None:
    with pytest.raises(TypeError):
        canonicalEvents(QueryParams(classes=RULES))


def test_without_rules_those_of_the_server_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "get_classes", lambda: [(["Asked"], {"type": "regex", "regex": "x"})])
    assert '[["Asked"], {"type": "regex", "regex": "x"}]' in canonicalEvents(DesktopQueryParams(WINDOW, AFK))


def test_pages_are_those_of_the_browser_in_front() -> None:
    lines = browserEvents(desktop(bid_browsers=[WEB, "aw-watcher-web-chrome"])).split("\n")
    assert lines[0] == "browser_events = [];"
    assert lines[1] == f'events_firefox = flood(query_bucket("{WEB}"));'
    assert '"org.mozilla.firefox"' in lines[2]
    assert "events_firefox = filter_period_intersect(events_firefox, window_firefox);" in lines
    assert "browser_events = concat(browser_events, events_chrome);" in lines
    assert lines[-1] == "browser_events = sort_by_timestamp(browser_events);"


def test_browsers_are_told_by_the_bucket() -> None:
    ids = [
        WEB,
        "aw-watcher-web-chrome",
        "aw-watcher-web-netscape_box",
        "aw-watcher-window_box",
        "my-aw-watcher-web-edge",
    ]
    assert browsersWithBuckets(ids) == [("firefox", WEB), ("chrome", "aw-watcher-web-chrome")]


def test_the_whole_view() -> None:
    with_browser = fullDesktopQuery(desktop(bid_browsers=[WEB]))
    without = fullDesktopQuery(desktop())
    for text in (with_browser, without):
        assert querystr_to_array(text)[-1].startswith('RETURN = {"events": events, "window": {"app_events": app_events')
        assert text.count('"duration"') == 2
    assert 'merge_events_by_keys(browser_events, ["$domain"])' in with_browser
    assert "browser_domains = [];" in without
    assert "browser_duration = 0;" in without


def test_helpers() -> None:
    assert escape_doublequote('say "x"') == 'say \\"x\\"'
    assert pretty_query("a=1;b=';';RETURN=a") == "a=1;\nb=';';\nRETURN=a;"
