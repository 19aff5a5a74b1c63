/** Searching: the question, its pages, what belongs together, addresses. */
import { describe, expect, it } from "vitest";
import { patternOf } from "@/query";
import { activeStatements, findKey, PAGE, pageOf, pageStatements, readSearch, searchedBuckets, stretchesOf, writeSearch, type Find } from "@/search/find";

const bucket = (id: string, type = "currentwindow", hostname = "box") => ({ id, type, hostname, created: "", name: null, client: "w", data: {} });
const search = { text: "a.b (c)", regex: false, from: "", to: "", host: "" };
let id = 1;
const event = (second: number, seconds: number, data: object = { app: "Code", title: "x" }) => ({ id: id++, timestamp: new Date(second * 1000).toISOString(), duration: seconds, data: data as never });
const find = (second: number, seconds: number, data?: object, bucketId = "win"): Find => ({ bucket: bucketId, event: event(second, seconds, data), start: second * 1000, end: (second + seconds) * 1000, cut: false });

it("looks for a text as it stands, or for a regular expression", () => {
  expect(patternOf(" a.b (c) ")).toBe("(?i)a\\.b \\(c\\)");
  expect(patternOf("a.b", true)).toBe("a.b");
});

it("asks for no category that it does not show", () => {
  const device = { window: ["w"], afk: ["a"], browser: [], editor: [], stopwatch: [] };
  const text = activeStatements(search, [device], "").join("\n");
  expect(text).not.toContain("categorize(");
  expect(text).not.toContain("merge_subwatcher_fields(");
});

it("looks where something can be found", () => {
  const all = [bucket("win"), bucket("afk", "afkstatus"), bucket("p", "pause"), bucket("watch", "general.stopwatch", "unknown"), bucket("other", "x", "b")];
  expect(searchedBuckets(all, "").map((found) => found.id)).toEqual(["other", "watch", "win"]);
  expect(searchedBuckets(all, "box").map((found) => found.id)).toEqual(["watch", "win"]);
  const text = pageStatements(search, searchedBuckets(all, "box")).join("\n");
  expect(text).toContain('filter_keys_regex(query_bucket("win"), ["app", "title", "url", "file", "project", "label"], "(?i)a\\.b \\(c\\)")');
  expect(text).toContain("period_union(concat(found_0, found_1), [])");
  expect(pageStatements(search, []).at(-1)).toContain("period_union([], [])");
});

describe("a page", () => {
  it("ends where a bucket has more that was not asked for", () => {
    const many = Array.from({ length: PAGE + 1 }, (_, at) => event(100_000 - at, 1));
    const few = [event(100_000, 1), event(50, 1)];
    const page = pageOf({ recorded: 1, events: [many, few] }, [bucket("a"), bucket("b")], 0, 1e12);
    expect(page.finds).toHaveLength(PAGE + 1);
    expect(page.next).toBe((100_000 - PAGE + 1) * 1000);
    expect(pageOf({ recorded: 1, events: [few] }, [bucket("b")], 0, 1e12)).toMatchObject({ next: null, finds: [{ bucket: "b" }, { start: 50_000 }] });
  });
  it("marks what reaches over an edge", () => {
    const page = pageOf({ recorded: 1, events: [[event(90, 10), event(50, 5), event(10, 5)]] }, [bucket("a")], 10_000, 100_000);
    expect(page.finds.map(({ cut }) => cut)).toEqual([true, false, true]);
  });
});

describe("stretches", () => {
  it("join what lies close together, whoever saw it, and count each moment once", () => {
    const stretches = stretchesOf([find(5000, 10), find(1100, 50, { app: "Code", title: "y" }), find(1000, 150), find(990, 60, { url: "u" }, "web"), find(10, 5, { app: "Mail", title: "z" })]);
    expect(stretches.map(({ start, end, seconds, others, title, apps }) => [start / 1000, end / 1000, seconds, others, title, apps])).toEqual([
      [5000, 5010, 10, 0, "x", ["Code"]],
      [990, 1150, 160, 2, "x", ["Code"]],
      [10, 15, 5, 0, "z", ["Mail"]],
    ]);
    expect(stretches[1]!.finds.map(({ start }) => start / 1000)).toEqual([1100, 1000, 990]);
  });
  it("keep every find exactly once, under keys of their own", () => {
    const finds = Array.from({ length: 200 }, (_, at) => find(1_000_000 - at * 1037, 20 + (at % 5) * 300));
    const stretches = stretchesOf(finds);
    expect(stretches.flatMap((stretch) => stretch.finds.map(findKey))).toEqual(finds.map(findKey));
    expect(new Set(stretches.map(({ key }) => key)).size).toBe(stretches.length);
    for (const { start, end, seconds } of stretches) expect(seconds).toBeLessThanOrEqual((end - start) / 1000);
  });
});

it("has an address that is read as it is written", () => {
  const said = { text: "x", regex: true, from: "2026-01-01", to: "2026-02-01", host: "box" };
  expect(readSearch(writeSearch(said))).toEqual(said);
  expect(readSearch({ q: ["x"], from: "soon" })).toEqual({ text: "", regex: false, from: "", to: "", host: "" });
});
