import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDays, addMonths, dateAt, dayStart, isIsoDate, startOfWeek } from "@/util/dates";
import { bounds, dayCount, lastDays, neighbour, parsePeriod, periodOf, periodPath, periodTitle, rangeOf, resolutionOf } from "@/util/period";

const HOUR = 3_600_000;
const MONDAY = { startOfDay: "04:00", startOfWeek: "Monday" } as const;

function zone(name: string): void {
  process.env.TZ = name;
}

const before = process.env.TZ;
beforeEach(() => zone("Europe/Berlin"));
afterEach(() => void (process.env.TZ = before));

describe("dates", () => {
  it("add up over months, years and leap days", () => {
    expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-01");
    expect(["2024-02-29", "2023-02-29", "2023-13-01", "2023-1-1", "x"].map(isIsoDate)).toEqual([true, false, false, false, false]);
  });

  it.each([
    ["Monday", "2026-11-16"],
    ["Sunday", "2026-11-22"],
    ["Saturday", "2026-11-21"],
  ] as const)("a week that starts on %s", (first, date) => {
    expect(startOfWeek("2026-11-22", first)).toBe(date);
  });
});

describe("local days", () => {
  it.each([
    ["2026-03-28", 23],
    ["2026-03-29", 24],
    ["2026-10-24", 25],
    ["2026-06-01", 24],
  ])("%s has %i hours when it starts at four", (date, hours) => {
    expect((dayStart(addDays(date, 1), "04:00") - dayStart(date, "04:00")) / HOUR).toBe(hours);
  });

  it("start later where the clocks jump over their start, and at the first of two", () => {
    expect(new Date(dayStart("2026-03-29", "02:30")).toISOString()).toBe("2026-03-29T01:30:00.000Z");
    expect(new Date(dayStart("2026-10-25", "02:30")).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });

  it("hold the night before their start", () => {
    expect(dateAt(Date.parse("2026-11-21T02:59:00Z"), "04:00")).toBe("2026-11-20");
    expect(dateAt(Date.parse("2026-11-21T03:00:00Z"), "04:00")).toBe("2026-11-21");
  });

  it.each(["Pacific/Auckland", "America/New_York", "Asia/Kathmandu", "UTC", "America/Sao_Paulo"])("follow on one another in %s", (name) => {
    zone(name);
    for (let date = "2018-10-25"; date < "2018-11-15"; date = addDays(date, 1)) {
      const start = dayStart(date, "00:00");
      expect(dateAt(start, "00:00")).toBe(date);
      expect(dateAt(start - 1, "00:00")).toBe(addDays(date, -1));
    }
  });
});

describe("periods", () => {
  it.each([
    ["day", "2026-11-21", "day/2026-11-21", 1],
    ["week", "2026-11-21", "week/2026-11-16", 7],
    ["month", "2024-02-10", "month/2024-02-01", 29],
    ["year", "2024-02-10", "year/2024-01-01", 366],
  ] as const)("a %s has an address that leads back to it", (kind, date, path, days) => {
    const period = periodOf(kind, date, "Monday");
    expect(periodPath(period)).toBe(path);
    expect(dayCount(period)).toBe(days);
    const [word = "", at = ""] = path.split("/");
    expect(parsePeriod(word, at, 0, MONDAY)).toEqual(period);
  });

  it("last days and ranges have addresses too", () => {
    expect(periodPath(lastDays(7, "2026-11-15"))).toBe("last7d/2026-11-15");
    expect(parsePeriod("last30d", "", Date.parse("2026-11-21T12:00:00Z"), MONDAY)).toEqual(lastDays(30, "2026-10-23"));
    expect(parsePeriod("range", "2026-11-09..2026-11-02", 0, MONDAY)).toEqual(rangeOf("2026-11-02", "2026-11-09"));
    expect(parsePeriod("fortnight", "2026-11-21", 0, MONDAY)).toBeNull();
  });

  it("without a date are those around now", () => {
    const now = Date.parse("2026-11-21T01:00:00Z");
    expect(parsePeriod("day", "nonsense", now, MONDAY)).toEqual(periodOf("day", "2026-11-20", "Monday"));
  });

  it("have neighbours as long as themselves", () => {
    expect(neighbour(periodOf("month", "2026-03-05", "Monday"), -1, "Monday").first).toBe("2026-02-01");
    expect(neighbour(periodOf("year", "2026-03-05", "Monday"), 1, "Monday").last).toBe("2027-12-31");
    expect(neighbour(lastDays(7, "2026-11-15"), -1, "Monday").last).toBe("2026-11-14");
  });

  it("end where the next begins", () => {
    const week = periodOf("week", "2026-10-21", "Monday");
    expect(bounds(week, "04:00").end).toBe(bounds(neighbour(week, 1, "Monday"), "04:00").start);
    expect((bounds(week, "04:00").end - bounds(week, "04:00").start) / HOUR).toBe(7 * 24 + 1);
  });

  it("are cut into bars that a person can tell apart", () => {
    const cut = (["day", "week", "month", "year"] as const).map((kind) => resolutionOf(periodOf(kind, "2026-11-21", "Monday")));
    expect(cut).toEqual(["hour", "day", "day", "month"]);
  });

  it("have names", () => {
    expect(periodTitle(periodOf("day", "2026-11-21", "Monday"))).toBe("Saturday, 21 November 2026");
    expect(periodTitle(periodOf("month", "2026-11-21", "Monday"))).toBe("November 2026");
    expect(periodTitle(periodOf("week", "2026-11-21", "Monday"))).toMatch(/16\s*–\s*22 November 2026/);
  });
});
