/** Searching: the question, its pages, what belongs together, addresses. */
import { describe, expect, it } from "vitest";
import { patternOf } from "@/query";
import { PAGE, pageOf, pageStatements, readSearch, searchedBuckets, stretchesOf, writeSearch, type Find } from "@/search/find";

const bucket = (id: string, type = "currentwindow", hostname = "box") => ({ id, type, hostname, created: "", name: null, client: "w", data: {} });
const search = { text: "a.b (c)", regex: false, from: "", to: "", host: "" };
let id = 1;
const event = (second: number, seconds: number, data: object = { app: "Code", title: "x" }) => ({ id: id++, timestamp: new Date(second * 1000).toISOString(), duration: seconds, data: data as never });
const find = (second: number, seconds: number, data?: object, bucketId = "win"): Find => ({ bucket: bucketId, event: event(second, seconds, data), start: second * 1000, end: (second + seconds) * 1000, cut: false });

it("looks for a text as it stands, or for a regular expression", () => {
  expect(patternOf(" a.b (c) ")).toBe("(?i)a\\.b \\(c\\)");
  expect(patternOf("a.b", true)).toBe("a.b");
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
  it("join what lies close together in one bucket and application, counting each moment once", () => {
    const stretches = stretchesOf([find(2000, 10), find(1000, 100, { app: "Code", title: "y" }), find(900, 110), find(880, 5, { app: "Mail", title: "z" })]);
    expect(stretches.map(({ start, end, seconds, others, title, app }) => [start / 1000, end / 1000, seconds, others, title, app])).toEqual([
      [2000, 2010, 10, 0, "x", "Code"],
      [900, 1100, 200, 1, "x", "Code"],
      [880, 885, 5, 0, "z", "Mail"],
    ]);
    expect(new Set(stretches.map(({ key }) => key)).size).toBe(3);
  });
  it("keep every find exactly once", () => {
    const finds = Array.from({ length: 200 }, (_, at) => find(100_000 - at * 37, 20, { app: `a${at % 3}`, title: `t${at % 7}` }));
    expect(stretchesOf(finds).flatMap((stretch) => stretch.finds)).toHaveLength(200);
  });
});

it("has an address that is read as it is written", () => {
  const said = { text: "x", regex: true, from: "2026-01-01", to: "2026-02-01", host: "box" };
  expect(readSearch(writeSearch(said))).toEqual(said);
  expect(readSearch({ q: ["x"], from: "soon" })).toEqual({ text: "", regex: false, from: "", to: "", host: "" });
});
