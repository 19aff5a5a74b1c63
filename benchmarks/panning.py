"""Dragging the timeline with a real mouse, and what each frame of it cost, by a trace of the browser."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from playwright.sync_api import Page

# Notes, in `completeAt`, when the page had nothing loading any more and the frame that shows it was done; and in
# `visibleAt`, when that was so of everything in sight: what is below the screen is drawn after it.
COMPLETE = """(() => {
    const begun = () => document.querySelector("main .card, main .figure");
    const busy = () => [...document.querySelectorAll("[aria-busy=true], .skeleton")];
    const seen = (element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    };
    const complete = () => begun() && busy().length === 0;
    let waiting = false;
    const look = () => {
        if (!complete()) {
            if (window.completeAt) window.visibleAt = null;
            window.completeAt = null;
        }
        if (waiting || window.completeAt || !begun()) return;
        waiting = true;
        requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => {
                waiting = false;
                if (!window.visibleAt && begun() && !busy().some(seen)) window.visibleAt = performance.now();
                if (complete()) window.completeAt ??= performance.now(); else if (!window.visibleAt) look();
            };
            after.port2.postMessage(0);
        });
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
})()"""

_WATCH = """() => {
    const frames = window.frames_ = [];
    const step = (at) => { if (window.frames_ === frames) { frames.push(at); requestAnimationFrame(step); } };
    requestAnimationFrame(step);
}"""
_TAKE = "() => { const frames = window.frames_; window.frames_ = null; return frames; }"
_CATEGORIES = ["devtools.timeline", "toplevel"]
_STEPS = 120


class Panned(NamedTuple):
    """Frames, the gaps between them, and the processor time of each on the page's thread, all of it and in script."""

    frames: int
    frames_a_second: float
    gap_95th_ms: float
    longest_gap_ms: float
    work_ms_a_frame: float
    script_ms_a_frame: float


def panned(page: Page, widths: int) -> Panned:
    """Drag the axis from left to right, into the past, over so many widths of it."""
    box = page.locator("main canvas").first.bounding_box()
    assert box is not None
    browser = page.context.browser
    assert browser is not None
    y, left, right = box["y"] + 20, box["x"] + 10, box["x"] + box["width"] - 10
    browser.start_tracing(page=page, categories=_CATEGORIES)
    page.evaluate(_WATCH)
    for _ in range(widths):
        page.mouse.move(left, y)
        page.mouse.down()
        page.mouse.move(right, y, steps=_STEPS)
        page.mouse.up()
    frames: list[float] = page.evaluate(_TAKE)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    gaps = sorted(after - before for before, after in pairwise(frames))
    work, script = _costs(events)
    return Panned(
        len(gaps),
        1000 * len(gaps) / sum(gaps),
        gaps[int(len(gaps) * 0.95)],
        gaps[-1],
        work / len(gaps),
        script / len(gaps),
    )


def _costs(events: Iterable[dict[str, Any]]) -> tuple[float, float]:
    """Milliseconds of work and of script on the busiest page's thread."""
    threads: dict[tuple[int, int], list[float]] = {}
    until: dict[tuple[int, int], float] = {}
    for event in sorted((event for event in events if event["ph"] == "X"), key=lambda event: float(event["ts"])):
        thread = (event["pid"], event["tid"])
        spent = threads.setdefault(thread, [0.0, 0.0])
        took = event.get("tdur", 0) / 1000
        if event["name"] == "ThreadControllerImpl::RunTask":
            spent[0] += took
        elif event["name"] in ("FunctionCall", "FireAnimationFrame") and event["ts"] >= until.get(thread, 0):
            until[thread] = event["ts"] + event["dur"]
            spent[1] += took
    work, script = max(threads.values(), key=lambda spent: spent[1])
    return work, script
