/** The query explorer: the placeholder and the way back to the place of a mistake, suggestions, parts of an answer. */
import { describe, expect, it } from "vitest";
import type { Json, StoredEvent } from "@/api";
import { assigned, expand, positionAt, starter, suggestions } from "@/explore/query";
import { groupKeys, lanes, partsOf, sums } from "@/explore/result";

const classes = [
  { name: ["Work"], rule: { type: "regex", regex: 'say "\\d+"' }, data: {} },
  { name: ["Top"], rule: { type: "none" }, data: {} },
];

const event = (start: number, duration: number, data: StoredEvent["data"]): StoredEvent => ({
  id: null,
  timestamp: new Date(start * 1000).toISOString(),
  duration,
  data,
});

describe("the placeholder", () => {
  it("becomes the rules that find something", () => {
    const { text } = expand("RETURN = categorize(events, __CATEGORIES__);", classes);
    expect(text).toBe(`RETURN = categorize(events, [[["Work"], {"type": "regex", "regex": 'say "\\d+"'}]]);`);
  });

  it("does not move the place of a mistake", () => {
    const written = "a = 1;\nb = categorize(x, __CATEGORIES__); c = oops;";
    const { text, back } = expand(written, classes);
    const sent = text.split("\n")[1]!;
    const column = sent.indexOf("oops") + 1;
    expect(back(2, column)).toEqual({ line: 2, column: written.split("\n")[1]!.indexOf("oops") + 1 });
    expect(back(1, 5)).toEqual({ line: 1, column: 5 });
    const start = written.split("\n")[1]!.indexOf("__CATEGORIES__") + 1;
    expect(back(2, sent.indexOf('"regex"') + 1)).toEqual({ line: 2, column: start });
    expect(expand(written, []).text).toContain("categorize(x, [])");
  });
});

describe("suggestions", () => {
  const text = "events = flood(query_bucket(\"aw\"));\nnot_afk = [];\nRETURN = ev";

  it("are functions and the text's own names", () => {
    expect(assigned(text)).toEqual(["events", "not_afk"]);
    const position = positionAt(text, text.length);
    expect(position).toEqual({ inside: "name", from: text.length - 2 });
    const labels = suggestions(text, position, ["b"]).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["events", "flood", "__CATEGORIES__"]));
    expect(labels).not.toContain("b");
  });

  it("are buckets inside a text", () => {
    const at = text.indexOf("aw") + 2;
    expect(positionAt(text, at)).toEqual({ inside: "text", from: at - 2 });
    expect(suggestions(text, positionAt(text, at), ["b"]).map(({ label }) => label)).toEqual(["b"]);
    const quoted = 'a = "x\\"y';
    expect(positionAt(quoted, quoted.length)).toEqual({ inside: "text", from: 5 });
  });

  it("begin with a query that names what is recorded here", () => {
    expect(starter(undefined)).toContain('find_bucket("aw-watcher-window_")');
  });
});

describe("an answer", () => {
  const a = event(0, 60, { app: "a", $category: ["Work", "Code"] });
  const b = event(100, 30, { app: "b", $category: ["Work", "Code"] });

  it("is searched for lists of events", () => {
    const answer = { window: { events: [a, b] }, sum: 3, none: [] } as unknown as Json;
    expect(partsOf(answer).map(({ path, events }) => [path, events.length])).toEqual([["window.events", 2]]);
    expect(partsOf([a] as unknown as Json)[0]?.path).toBe("");
    expect(partsOf([[a], [b]] as unknown as Json).map(({ path }) => path)).toEqual(["[0]", "[1]"]);
    expect([...partsOf([]), ...partsOf(5), ...partsOf(null)]).toEqual([]);
  });

  it("is added up by a key", () => {
    expect(groupKeys([a, b])).toEqual(["$category", "app"]);
    expect(sums([a, b, event(200, 10, { app: "b" })], "app")).toEqual([
      { label: "a", seconds: 60 },
      { label: "b", seconds: 40 },
    ]);
    expect(sums([a, b], "$category")).toEqual([{ label: "Work > Code", seconds: 90 }]);
  });

  it("is laid out over its time, the longest lanes first", () => {
    const { lanes: found, start, end } = lanes([a, b], "app", 1);
    expect([start, end]).toEqual([0, 130_000]);
    expect(found.map(({ label }) => label)).toEqual(["a"]);
    expect(found[0]!.pieces[0]).toMatchObject({ left: 0, width: 60 / 130 });
  });
});
