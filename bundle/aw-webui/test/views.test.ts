import { describe, expect, it } from "vitest";
import type { StoredEvent } from "@/api";
import { byLevel, fillSlots, productiveShare, secondsByPeriod, slotsOf, sumsBy, textOf } from "@/util/activity";
import { applying, freshId, moved, resized, USUAL_VIEWS, viewsOf, widthOf } from "@/util/views";

const event = (duration: number, data: StoredEvent["data"], timestamp = "2026-11-20T10:00:00Z"): StoredEvent => ({ id: null, timestamp, duration, data });

describe("sums", () => {
  it("add up to the rounded whole, longest first, with the category of most of it", () => {
    const events = [
      event(1.4, { app: "a", $category: ["Work"] }),
      event(1.4, { app: "b", $category: ["Play"] }),
      event(0.3, { app: "a", $category: ["Play"] }),
      event(1.4, { app: "c" }),
    ];
    const sums = sumsBy(events, (own) => textOf(own, "app"));
    expect(sums.map(({ key, seconds }) => [key, seconds])).toEqual([["a", 2], ["b", 2], ["c", 1]]);
    expect(sums.reduce((all, { seconds }) => all + seconds, 0)).toBe(Math.floor(4.5 + 0.5));
    expect(sums[0]!.path).toEqual(["Work"]);
    expect(sums[2]!.path).toEqual(["Uncategorized"]);
  });

  it("stand in their part of the time, the same order in all", () => {
    const at = (hour: string) => `2026-11-20T${hour}:00:00+00:00`;
    const slots = slotsOf([
      event(10, { $period: at("11"), $category: ["Play"] }),
      event(60, { $period: at("10"), $category: ["Work", "Code"] }),
      event(20, { $period: at("11"), $category: ["Work"] }),
    ]);
    expect(slots.map(({ seconds }) => seconds)).toEqual([60, 30]);
    expect(slots[1]!.parts.map(({ path }) => path)).toEqual([["Work"], ["Play"]]);
    const filled = fillSlots(slots, ["09", "10", "11"].map((hour) => Date.parse(at(hour))));
    expect(filled.map(({ seconds }) => seconds)).toEqual([0, 60, 30]);
  });

  it("of the parts of a time add up to the sum of all of it, and those of a part to the part", () => {
    const at = (hour: number) => `2026-11-20T${hour}:00:00+00:00`;
    const events = [10, 11, 12, 13].flatMap((hour) => [
      event(600.2, { $period: at(hour), $category: ["Work"] }),
      event(60.2, { $period: at(hour), $category: ["Play"] }),
    ]);
    const slots = slotsOf([...events, event(3600, { $period: at(14), $category: ["Work"] })]);
    expect(slots.map(({ seconds }) => seconds)).toEqual([661, 661, 660, 660, 3600]);
    expect(slots.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(Math.round(4 * 660.4 + 3600));
    for (const { seconds, parts } of slots) expect(parts.reduce((sum, part) => sum + part.seconds, 0)).toBe(seconds);
  });

  it("of periods that stand for themselves are rounded alone", () => {
    const events = [event(1.6, { $period: "2026-11-19T04:00:00Z" }), event(1.6, { $period: "2026-11-20T04:00:00Z" })];
    expect([...secondsByPeriod(events).values()]).toEqual([2, 2]);
  });

  it("weigh by productivity", () => {
    const levels = byLevel([{ path: ["A"], seconds: 60 }, { path: ["B"], seconds: 60 }], (path) => (path[0] === "A" ? 2 : -2));
    expect(levels.map(({ level, seconds }) => [level, seconds])).toEqual([[2, 60], [1, 0], [0, 0], [-1, 0], [-2, 60]]);
    expect(productiveShare(levels)).toBe(0.5);
    expect(productiveShare([])).toBeNull();
  });
});

describe("views", () => {
  it("are the stored ones where they can be shown, whoever stored them", () => {
    const theirs = { id: "x", name: "X", elements: [{ type: "top_apps", size: 3 }] };
    expect(viewsOf([theirs])).toEqual([theirs]);
    expect(viewsOf([])).toEqual(USUAL_VIEWS);
    expect(viewsOf([{ id: "", name: "", elements: [] }])).toEqual(USUAL_VIEWS);
  });

  it("show what fits the time", () => {
    const types = (days: number) => applying(USUAL_VIEWS[0]!.elements, days).map(({ type }) => type);
    expect(types(1)).toContain("day_strip");
    expect(types(1)).not.toContain("calendar");
    expect(types(30)).toContain("calendar");
    expect(applying([{ type: "calendar" }], 1)).toEqual([{ type: "calendar" }]);
  });

  it("are arranged by moving and resizing", () => {
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
    expect(widthOf({ type: "x" })).toBe(4);
    expect(widthOf(resized({ type: "x", width: 12 }, 1))).toBe(12);
    expect(widthOf(resized({ type: "x", width: 6 }, -1))).toBe(4);
    expect(freshId("My view!", [{ id: "my-view", name: "", elements: [] }])).toBe("my-view-2");
    expect(freshId("—", [])).toBe("view");
  });
});
