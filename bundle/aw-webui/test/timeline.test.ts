/** The timeline's logic: moving, tiles, the axis, addresses, what becomes of answers. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ListedBucket } from "@/api";
import { Blocks, Pools, type Block } from "@/timeline/blocks";
import { countFilters, readAddress, writeAddress } from "@/timeline/address";
import { blocksOf, LANE, orderedLanes, stateOf, type LaneFacts } from "@/timeline/lanes";
import { manualBucket, manualData } from "@/timeline/manual";
import { chosenBuckets, chosenHosts, NO_FILTERS, sumStatements, tileStatements, type Scene } from "@/timeline/questions";
import { shownLanes } from "@/timeline/shown";
import { axisOf, DAY, HOUR, levelOf, pan, spanOf, tilesOf, within, zoom, type Level } from "@/timeline/view";
import { Categories } from "@/util/categories";

const at = (text: string) => Date.parse(text);
const day = { start: at("2026-03-28T04:00:00+01:00"), end: at("2026-03-29T04:00:00+02:00") };

let zone: string | undefined;
beforeEach(() => {
  zone = process.env.TZ;
  process.env.TZ = "Europe/Berlin";
});
afterEach(() => {
  process.env.TZ = zone;
});

describe("the view", () => {
  it("keeps the moment below the pointer where it is", () => {
    const near = zoom(day, 0.5, 0.25);
    expect(near.end - near.start).toBe((day.end - day.start) / 2);
    expect(near.start + (near.end - near.start) * 0.25).toBeCloseTo(day.start + (day.end - day.start) * 0.25);
    expect(pan(pan(day, 0.3), -0.3)).toEqual(day);
  });
  it("is never shorter than two minutes", () => {
    const least = zoom(day, 1e-9);
    expect(least.end - least.start).toBe(120_000);
  });
  it("stays near what was recorded", () => {
    const far = pan(day, 900);
    expect(within(far, day).start).toBeLessThan(day.end);
    expect(within(pan(day, -900), day).end).toBeGreaterThan(day.start);
    expect(within(day, day)).toEqual(day);
  });
  it.each([
    [DAY, "events"],
    [30 * DAY, "hour"],
    [366 * DAY, "day"],
  ] as const)("of %i ms is drawn from %s", (length, level) => {
    expect(levelOf({ start: 0, end: length })).toBe(level);
  });
});

describe("tiles", () => {
  it.each(["events", "hour", "day"] as Level[])("of %s cover a view without hole or overlap, clocks changing or not", (level) => {
    const view = { start: day.start - 40 * DAY, end: day.end + 40 * DAY };
    const tiles = tilesOf(level, view, "04:00");
    expect(tiles[0]!.start).toBeLessThanOrEqual(view.start);
    expect(tiles.at(-1)!.end).toBeGreaterThanOrEqual(view.end);
    for (const [number, tile] of tiles.entries()) if (number > 0) expect(tile.start).toBe(tiles[number - 1]!.end);
    expect(new Set(tiles.map(({ key }) => key)).size).toBe(tiles.length);
  });
  it("are the same ones wherever in them the view begins", () => {
    const inside = { start: day.start + HOUR, end: day.end - HOUR };
    expect(tilesOf("events", inside, "04:00")).toEqual(tilesOf("events", day, "04:00"));
    expect(tilesOf("events", day, "04:00")).toEqual([{ key: "events/2026-03-28", ...day }]);
  });
});

describe("the axis", () => {
  it.each([HOUR, DAY, 7 * DAY, 31 * DAY, 366 * DAY, 3000 * DAY])("of %i ms has ordered marks, not too many", (length) => {
    const view = { start: day.start, end: day.start + length };
    const { minor, major } = axisOf(view, 20, "Monday");
    expect(minor.length).toBeLessThanOrEqual(22);
    expect(minor.length).toBeGreaterThan(1);
    for (const marks of [minor, major]) {
      expect([...marks].sort((a, b) => a.at - b.at)).toEqual(marks);
      for (const mark of marks) expect(mark.at).toBeLessThan(view.end);
    }
  });
  it("names hours of the local clock where one is missing", () => {
    const { minor } = axisOf({ start: at("2026-03-29T00:00:00+01:00"), end: at("2026-03-29T06:00:00+02:00") }, 8, "Monday");
    expect(minor.map(({ label }) => label)).toEqual(["00:00", "01:00", "03:00", "04:00", "05:00"]);
  });
});

describe("an address", () => {
  it("means whole days by dates, and moments by times", () => {
    expect(spanOf("2026-03-28", "2026-03-28", "04:00")).toEqual(day);
    expect(spanOf("2026-03-28T04:00:00+01:00", "2026-03-29T02:00:00Z", "04:00")).toEqual(day);
    expect(spanOf("2026-03-29", "2026-03-27", "04:00")).toBeNull();
    expect(spanOf("soon", undefined, "04:00")).toBeNull();
  });
  it("is read as it is written", () => {
    const filters = { host: "box", client: "c", category: "Work > Mail", minimum: 5, present: false, measured: true, text: "x" };
    const said = { view: day, grouping: "project" as const, filters };
    expect(readAddress(writeAddress(said), "04:00")).toEqual(said);
    expect(countFilters(filters)).toBe(7);
    const usual = { view: null, grouping: "category" as const, filters: NO_FILTERS };
    expect(writeAddress(usual)).toEqual({});
    // One of several devices is usual: no name means it, every one has to be said.
    expect(writeAddress({ ...usual, filters: { ...NO_FILTERS, host: "box" } }, "box")).toEqual({});
    expect(readAddress({}, "04:00", "box").filters.host).toBe("box");
    expect(readAddress(writeAddress(usual, "box"), "04:00", "box")).toEqual(usual);
    expect(countFilters(NO_FILTERS, "box")).toBe(1);
    expect(readAddress({ start: "2026-03-28", end: "2026-03-28" }, "04:00").view).toEqual(day);
    expect(readAddress({ by: "nonsense", min: "-3", host: ["a"] }, "04:00")).toEqual(usual);
  });
});

const bucket = (id: string, type: string, hostname = "box") => ({ id, type, hostname, created: "", name: null, client: "w", data: {} });
const scene: Scene = {
  filters: NO_FILTERS,
  buckets: [bucket("win_box", "currentwindow"), bucket("afk_box", "afkstatus"), bucket("win_b", "currentwindow", "b"), bucket("aw-stopwatch", "general.stopwatch", "unknown")],
  categories: [["Work"], ["Work", "Mail"], ["Play"]],
  alwaysActive: "",
  zone: "Europe/Berlin",
  startOfDay: "04:00",
  startOfWeek: "Monday",
};

describe("questions", () => {
  it("never ask for the events of a long time", () => {
    for (const by of ["category", "project", "device", "bucket"] as const) {
      const text = tileStatements(scene, by, "day").join("\n");
      expect(text).toContain("split_by_period");
      expect(text.match(/part_\d+ = (?!merge_events_by_keys|\[\])/g) ?? []).toEqual([]);
    }
  });
  it("are about the chosen device, category and text", () => {
    const filters = { ...NO_FILTERS, host: "box", category: "Work", text: "a.b" };
    const text = sumStatements({ ...scene, filters }, day).join("\n");
    expect(text).not.toContain("win_b\"");
    expect(text).toContain('events = cut(events, "2026-03-28T03:00:00.000Z", "2026-03-29T02:00:00.000Z");');
    expect(text).toContain('[["Work"], ["Work", "Mail"]]');
    expect(text).toContain('filter_keys_regex(events, [], "(?i)a\\.b")');
  });
  it("ask for each device by itself where lanes are devices", () => {
    expect(tileStatements(scene, "device", "events").at(-1)).toMatch(/"cells\/0": .*"cells\/1": .*"measured": .*"states\/1"/);
  });
});

const facts: LaneFacts = {
  grouping: "category",
  categories: new Categories([]),
  hosts: ["box"],
  buckets: [],
  minimum: 0,
  stateName: (state) => `is ${state}`,
};
const event = (seconds: number, data: object) => ({ id: 3, timestamp: "2026-03-28T04:00:00+01:00", duration: seconds, data: data as never });
const tile = { key: "k", ...day };

describe("blocks", () => {
  it("are the events themselves, in the lane of their first category", () => {
    const [block] = blocksOf({ "cells/0": [event(60, { app: "Code", title: "x", $category: ["Work", "Mail"] })] }, tile, "events", facts);
    expect(block).toMatchObject({ lane: "group/Work", text: "x", seconds: 60, start: day.start, end: day.start + 60_000, low: 0, high: 1, id: 3 });
  });
  it("leave out what is shorter than wished", () => {
    expect(blocksOf({ "cells/0": [event(4, {}), event(5, {})] }, tile, "events", { ...facts, minimum: 5 })).toHaveLength(1);
  });
  it("pile up in an hour to what it holds, never beyond its height", () => {
    const cell = (seconds: number, category: string) => event(seconds, { $period: "2026-03-28T04:00:00+01:00", $category: ["Work", category] });
    const blocks = blocksOf({ "cells/0": [cell(900, "a"), cell(1800, "b"), cell(3600, "c")] }, tile, "hour", facts);
    expect(blocks.map(({ low, high }) => [low, high])).toEqual([[0, 1], [1, 1], [1, 1]]);
    const some = blocksOf({ "cells/0": [cell(900, "a"), cell(1800, "b")] }, tile, "hour", facts);
    expect(some.map(({ low, high }) => [low, high])).toEqual([[0, 0.5], [0.5, 0.75]]);
  });
  it("name states of presence", () => {
    const [block] = blocksOf({ "states/0": [event(60, { status: "afk", asleep: true })] }, tile, "events", facts);
    expect(block).toMatchObject({ lane: LANE.states + "box", text: "is asleep", colour: "var(--asleep)" });
    expect([{ status: "not-afk" }, { status: "afk" }, { status: "paused" }].map(stateOf)).toEqual(["active", "afk", "paused"]);
  });
  it("of a bucket keep its id, to be opened", () => {
    const buckets = [bucket("web", "web.tab.current")];
    const [block] = blocksOf({ "cells/0": [event(60, { url: "https://www.example.org/a", title: "A" })] }, tile, "events", { ...facts, grouping: "bucket", buckets });
    expect(block).toMatchObject({ lane: "group/web", bucket: "web", text: "A" });
  });
});

describe("columns of blocks", () => {
  const block = (start: number, end: number, lane = "a"): Block => ({ start, end, lane, colour: "c", text: "t", seconds: 1, low: 0, high: 1, bucket: "", id: 1 });
  it("find what touches a span, also what began long before", () => {
    const blocks = Blocks.of([block(50, 60), block(0, 100), block(200, 210)], new Pools());
    const [first, last] = blocks.range(90, 120);
    expect([first, last]).toEqual([0, 2]);
    expect(blocks.range(311, 400)).toEqual([3, 3]);
  });
  it("find the block below the pointer, thin ones within some slack", () => {
    const pools = new Pools();
    const blocks = Blocks.of([block(0, 100), block(40, 41), block(10, 20, "b")], pools);
    expect(blocks.at(15, pools.lanes.number("b"), 0.5, 0)).toBe(1);
    expect(blocks.at(42, pools.lanes.number("a"), 0.5, 2)).toBe(2);
    expect(blocks.at(42, pools.lanes.number("a"), 0.5, 0)).toBe(0);
    expect(blocks.at(150, pools.lanes.number("a"), 0.5, 0)).toBeNull();
  });
});

it("orders lanes: presence, the order given, others, what has no name, what was measured", () => {
  const lanes = [LANE.measured, "group/", "group/zebra", "group/Play", "group/Work", "states/box"];
  expect(orderedLanes(lanes, ["Work", "Play"])).toEqual(["states/box", "group/Work", "group/Play", "group/zebra", "group/", LANE.measured]);
});

it("marks what was entered by hand, in a bucket of its device", () => {
  expect(manualBucket("box")).toEqual({ id: "aw-manual_box", shape: { client: "aw-webui", type: "general.stopwatch", hostname: "box" } });
  expect(manualData("Call", "", "box")).toEqual({ label: "Call", running: false, entered: "by hand" });
  expect(manualData("Call", "p", "box")).toHaveProperty("project", "p");
});

it("enters offline time as the server does: as windows of a device of their own", () => {
  expect(manualBucket("offline")).toEqual({ id: "aw-manual_offline", shape: { client: "aw-webui", type: "currentwindow", hostname: "offline" } });
  expect(manualData("Walk", "", "offline")).toEqual({ app: "Walk", title: "", manual: true });
});

describe("offline time beside a computer", () => {
  const bucket = (id: string, type: string, hostname: string) => ({ id, type, hostname, client: "c" }) as ListedBucket;
  const buckets = [
    bucket("w", "currentwindow", "box"),
    bucket("a", "afkstatus", "box"),
    bucket("o", "currentwindow", "offline"),
    bucket("l", "currentwindow", "laptop"),
  ];
  const scene = (host: string) => ({ filters: { ...NO_FILTERS, host }, buckets }) as unknown as Scene;

  it("is chosen together with it, and nothing else is", () => {
    expect(chosenHosts(scene("box,offline"))).toEqual(["box", "offline"]);
    expect(chosenBuckets(scene("box,offline")).map(({ id }) => id)).toEqual(["a", "w", "o"]);
    expect(chosenBuckets(scene("box")).map(({ id }) => id)).toEqual(["a", "w"]);
  });
  it("has no lane of presence: nobody watches there", () => {
    const hosts = ["box", "offline"];
    const lanes = shownLanes(["group/offline"], "device", scene("box,offline"), hosts).map(({ lane }) => lane);
    expect(lanes).toEqual(["states/box", "group/offline"]);
  });
});
