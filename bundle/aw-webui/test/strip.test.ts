import { describe, expect, it } from "vitest";
import type { StripSegment, StripState } from "@/api";
import { zoneClock } from "@/util/clock";
import { layoutStrip, segmentText, stateTotals, type StripDay } from "@/util/strip";

const at = (time: string, day = "2026-11-20") => Date.parse(`${day}T${time}:00Z`);
const segment = (start: string, end: string, state: StripState, label?: string): StripSegment => ({
  start: `2026-11-20T${start}:00Z`,
  end: `2026-11-20T${end}:00Z`,
  state,
  ...(label === undefined ? {} : { label }),
});
const day = (now: string, more: Partial<StripDay> = {}): StripDay => ({
  start: at("04:00"),
  end: at("04:00", "2026-11-21"),
  now: at(now),
  clock: zoneClock("UTC"),
  maxTicks: 12,
  ...more,
});

describe("layoutStrip", () => {
  it("places stretches by time, edge to edge", () => {
    const segments = [
      segment("04:00", "05:00", "active"),
      segment("05:00", "06:00", "afk"),
      segment("06:00", "08:00", "active"),
    ];
    const { blocks, fold, now } = layoutStrip(segments, day("08:00"));
    expect(blocks.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.25],
      [0.25, 0.25],
      [0.5, 0.5],
    ]);
    expect(fold).toBe(0);
    expect(now).toBe(1);
  });

  it("folds a long quiet start, up to the hour before the first activity, and loses nothing", () => {
    const segments = [
      segment("04:00", "08:12", "asleep"),
      segment("08:12", "08:30", "no-data", "server not running"),
      segment("08:30", "12:00", "active"),
    ];
    const { blocks, fold, ticks } = layoutStrip(segments, day("12:00"));
    expect(fold).toBeCloseTo(0.06);
    expect(blocks).toHaveLength(3);
    expect(blocks[0]).toMatchObject({ left: 0 });
    expect(blocks[2]!.left).toBeCloseTo(0.06 + 0.94 * (0.5 / 4));
    expect(blocks[2]!.left + blocks[2]!.width).toBeCloseTo(1);
    expect(ticks[0]).toMatchObject({ left: 0, label: "04:00" });
    expect(ticks.map(({ label }) => label)).toContain("09:00");
    expect(ticks.map(({ label }) => label)).not.toContain("06:00");
  });

  it("does not fold a short one", () => {
    const segments = [segment("04:00", "05:59", "no-data"), segment("05:59", "12:00", "active")];
    expect(layoutStrip(segments, day("12:00")).fold).toBe(0);
  });

  it("does not stretch a young day over the whole width", () => {
    const { now, blocks } = layoutStrip([segment("04:00", "04:30", "active")], day("04:30"));
    expect(now).toBeCloseTo(0.5 / 3);
    expect(blocks[0]!.width).toBeCloseTo(0.5 / 3);
  });

  it("keeps labels apart and on full local hours", () => {
    const segments = [segment("04:00", "16:42", "active")];
    const few = layoutStrip(segments, day("16:42", { maxTicks: 4 })).ticks;
    expect(few.map(({ label }) => label)).toEqual(["04:00", "08:00", "12:00", ""]);
    for (const [index, tick] of few.entries()) {
      if (index > 0) expect(tick.left - few[index - 1]!.left).toBeGreaterThanOrEqual(0.2);
    }
  });

  it("labels local hours in zones with quarter hours", () => {
    const zone = day("10:00", { clock: zoneClock("Asia/Kathmandu") });
    const { ticks } = layoutStrip([segment("04:00", "10:00", "active")], zone);
    expect(ticks.slice(0, 3).map(({ label }) => label)).toEqual(["09:45", "11:00", "12:00"]);
  });

  it("counts hours right on the day the clocks go back", () => {
    const clock = zoneClock("Europe/Berlin");
    const long: StripDay = {
      start: Date.parse("2026-10-24T22:00:00Z"),
      end: Date.parse("2026-10-25T23:00:00Z"),
      now: Date.parse("2026-10-25T04:00:00Z"),
      clock,
      maxTicks: 12,
    };
    const whole = { start: "2026-10-24T22:00:00Z", end: "2026-10-25T04:00:00Z", state: "active" as const };
    expect(layoutStrip([whole], long).ticks.map(({ label }) => label)).toEqual(
      ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00", ""],
    );
  });

  it("is empty for no segments", () => {
    expect(layoutStrip([], day("04:00")).blocks).toEqual([]);
  });
});

describe("words for a stretch", () => {
  it.each([
    [segment("04:00", "05:00", "no-data", "server not running"), "No data: server not running"],
    [segment("04:00", "05:00", "no-data"), "No data"],
    [segment("04:00", "05:00", "no-data", "no data"), "No data"],
    [segment("04:00", "05:00", "active", "active"), "Active"],
    [segment("04:00", "05:00", "afk", " "), "Away from keyboard"],
    [segment("04:00", "05:00", "afk", "away"), "Away from keyboard"],
    [segment("04:00", "05:00", "afk", "screen locked"), "Away from keyboard: screen locked"],
  ])("%#: %o", (given, words) => {
    expect(segmentText(given)).toBe(words);
  });
});

it("adds up the states that occur", () => {
  const segments = [
    segment("04:00", "05:00", "afk"),
    segment("05:00", "06:00", "active"),
    segment("06:00", "06:30", "afk"),
  ];
  expect(stateTotals(segments)).toEqual([
    { state: "active", seconds: 3600 },
    { state: "afk", seconds: 5400 },
  ]);
});
