import { describe, expect, it } from "vitest";
import type { StoredEvent } from "@/api";
import { edgesOf } from "@/util/activity";
import { csv, totalParts, workDays, workStatements, type WorkAnswer } from "@/util/workHours";

const DAY = "2024-05-01T04:00:00+02:00";
const NEXT = "2024-05-02T04:00:00+02:00";
const event = (timestamp: string, duration: number, data: StoredEvent["data"]): StoredEvent => ({ id: null, timestamp, duration, data });
const ANSWER: WorkAnswer = {
  stretches: [
    event("2024-05-02T09:00:00+02:00", 600.4, { $period: NEXT }),
    event("2024-05-01T10:00:00+02:00", 1800, { $period: DAY }),
    event("2024-05-01T09:00:00+02:00", 3000.4, { $period: DAY }),
    event("2024-05-01T13:00:00+02:00", 60, { $period: DAY }),
  ],
  categories: [
    event(DAY, 4000.4, { $period: DAY, $category: ["Work", "Code"] }),
    event(DAY, 860, { $period: DAY, $category: ["Uncategorized"] }),
    event(NEXT, 600.4, { $period: NEXT, $category: ["Work", "Code"] }),
  ],
  projects: [event(DAY, 1000, { $period: DAY, project: "aurora" }), event(DAY, 5, { $period: DAY, project: "" })],
  entered: 0,
};

describe("work hours", () => {
  it("tell first and last activity and breaks by the gap that is bridged", () => {
    const [day, next] = workDays(ANSWER, 900, "category");
    expect(day).toMatchObject({ active: 4861, breaks: 1, resting: 9000, bridged: 600 });
    expect(new Date(day!.first).toISOString()).toBe("2024-05-01T07:00:00.000Z");
    expect(new Date(day!.last).toISOString()).toBe("2024-05-01T11:01:00.000Z");
    expect(next).toMatchObject({ active: 600, breaks: 0, resting: 0, bridged: 0 });
    expect(workDays(ANSWER, 0, "category")[0]).toMatchObject({ breaks: 2, bridged: 0 });
  });

  it.each(["category", "project"] as const)("add up by %s, to the rounded sum", (by) => {
    const days = workDays(ANSWER, 900, by);
    expect(days.reduce((sum, { active }) => sum + active, 0)).toBe(5461);
    for (const { active, parts } of days) expect(parts.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(active);
    expect(totalParts(days).reduce((sum, { seconds }) => sum + seconds, 0)).toBe(5461);
  });

  it("have a rest without a project", () => {
    expect(workDays(ANSWER, 900, "project")[0]!.parts).toEqual([
      { key: "", name: "", seconds: 3861 },
      { key: "aurora", name: "aurora", seconds: 1000 },
    ]);
  });

  it("of nothing are none", () => {
    expect(workDays({ stretches: [], categories: [], projects: [], entered: 0 }, 900, "category")).toEqual([]);
  });

  it("are asked with days that begin when the person's do", () => {
    const text = workStatements({ devices: [], start: 0, end: 1, timezone: "Europe/Berlin", startOfDay: "04:00" }).join("\n");
    expect(text).toContain('split_by_period(flood(keep_keys(events, []), 0), "day", "Europe/Berlin", "04:00")');
  });
});

it("the first and the last moment of some stretches are those of what lasts", () => {
  const at = (moment: string) => Date.parse(moment) * 1000;
  const start = [at("2024-05-01T10:00:00Z"), at("2024-05-01T09:00:00Z"), at("2024-05-01T23:00:00Z")];
  const found = edgesOf({ start, duration: [60e6, 7200e6, 0] });
  expect(found).toEqual({ first: Date.parse("2024-05-01T09:00:00Z"), last: Date.parse("2024-05-01T11:00:00Z") });
  expect(edgesOf({ start: [], duration: [] })).toBeNull();
  // To the microsecond: up to the hour is not the minute before.
  expect(edgesOf({ start: [at("2024-05-01T09:59:59Z") + 900], duration: [999_100] })?.last).toBe(Date.parse("2024-05-01T10:00:00Z"));
});

it("a table for spreadsheets keeps texts texts", () => {
  expect(csv([["a,b", 'say "x"', 3], ["=1+1", "line\nbreak", -2]])).toBe('"a,b","say ""x""",3\r\n\'=1+1,"line\nbreak",-2\r\n');
});
