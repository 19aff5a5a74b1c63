import { describe, expect, it } from "vitest";
import type { DryRunAnswer } from "@/api";
import { countOf, named, projectsOf, secondsOf } from "@/util/purged";

const words = { events: (count: number) => `${count} e`, records: (count: number) => `${count} r` };
const found = (dropped: number, changed: number, records: DryRunAnswer["records"]) => ({
  events: { dropped, changed, seconds: 10, first: null, last: null },
  records,
});

describe("what a purge found", () => {
  const counted = { dropped: 1, changed: 2, seconds: 5, first: null, last: null };
  const projects = [{ ...counted, project: null, seconds: 2 }, { ...counted, project: "alpha", changed: 0, seconds: 3 }];
  const meetings = { "aw-wakatime-external": { ...counted, projects } };

  it("tells external durations by project, most time first", () => {
    expect(projectsOf(found(0, 0, meetings))).toEqual([{ name: "alpha", count: 1, seconds: 3 }, { name: "", count: 3, seconds: 2 }]);
    expect(projectsOf(found(1, 0, {}))).toEqual([]);
  });

  it("counts events and external durations", () => {
    expect(countOf(found(3, 4, meetings))).toBe(10);
    expect(secondsOf(found(3, 4, meetings))).toBe(15);
    expect(named(found(3, 4, meetings), words)).toBe("7 e + 3 r");
  });

  it("names only what there is, and events where there is nothing", () => {
    expect(named(found(0, 0, meetings), words)).toBe("3 r");
    expect(named(found(2, 0, {}), words)).toBe("2 e");
    expect(named(found(0, 0, {}), words)).toBe("0 e");
  });
});
