/** Entries of the stopwatch: the ecosystem's shape, days, labels. */
import { describe, expect, it } from "vitest";
import { byDay, entryOf, eventOf, labelsOf, ticking } from "@/util/stopwatch";

const stored = (id: number, at: string, seconds: number, data = {}) => entryOf({ id, timestamp: at, duration: seconds, data: { label: "Call", running: false, ...data } })!;

describe("an entry", () => {
  it("is read from what any page of the ecosystem wrote", () => {
    const entry = stored(4, "2026-11-20T09:00:00+00:00", 90, { $category: ["Work", "Calls"], tag: "x" });
    expect(entry).toMatchObject({ id: 4, label: "Call", project: "", running: false, category: ["Work", "Calls"] });
    expect(entry.end - entry.start).toBe(90_000);
    expect(entryOf({ id: null, timestamp: "2026-11-20T09:00:00Z", duration: 0, data: {} })).toBeNull();
    expect(stored(1, "2026-11-20T09:00:00Z", 0, { $category: ["Uncategorized"] }).category).toEqual([]);
  });

  it("is written so that others read it, and what they noted stays", () => {
    const entry = stored(4, "2026-11-20T09:00:00+00:00", 90, { $category: ["Work"], tag: "x", project: "old" });
    expect(eventOf({ ...entry, label: "Mail", project: "" }, entry)).toEqual({
      id: 4,
      timestamp: "2026-11-20T09:00:00.000Z",
      duration: 90,
      data: { label: "Mail", running: false, tag: "x" },
    });
    expect(eventOf({ start: 0, end: 5000, label: "a", project: "p", running: true })).toEqual({
      timestamp: "1970-01-01T00:00:00.000Z",
      duration: 0,
      data: { label: "a", running: true, project: "p" },
    });
  });
});

it("belongs to the day in which it began, by the start of the day", () => {
  const local = (hour: number, day = 20) => new Date(2026, 10, day, hour).toISOString();
  const entries = [stored(1, local(3, 21), 60), stored(2, local(5, 21), 60), stored(3, local(9), 60), stored(4, local(10), 0, { running: true })];
  const days = byDay(entries, "04:00").map(({ date, entries: own }) => [date, own.map(({ id }) => id)]);
  expect(days).toEqual([["2026-11-21", [2]], ["2026-11-20", [1, 3]]]);
});

it("offers labels again, the one used last first", () => {
  const at = (hour: number, label: string) => stored(hour, `2026-11-20T${String(hour).padStart(2, "0")}:00:00Z`, 1, { label });
  expect(labelsOf([at(9, "a"), at(11, "b"), at(10, "a"), at(12, "")])).toEqual(["b", "a"]);
});

it("ticks as a clock does", () => {
  expect([ticking(-5), ticking(59_999), ticking(3_909_000)]).toEqual(["0:00:00", "0:00:59", "1:05:09"]);
});
