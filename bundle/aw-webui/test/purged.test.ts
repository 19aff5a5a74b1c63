import { describe, expect, it } from "vitest";
import { countOf, named, secondsOf } from "@/util/purged";

const words = { events: (count: number) => `${count} e`, records: (count: number) => `${count} r` };
const found = (dropped: number, changed: number, records: Record<string, { dropped: number; changed: number; seconds: number }>) => ({
  events: { dropped, changed, seconds: 10, first: null, last: null },
  records,
});

describe("what a purge found", () => {
  const meetings = { "aw-wakatime-external": { dropped: 1, changed: 2, seconds: 5 } };

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
