import { expect, it } from "vitest";
import { browserZone, calendarDay, zoneClock } from "@/util/clock";

const at = Date.parse("2026-11-20T15:42:10Z");

it("tells the time of the zone, on a 24-hour clock", () => {
  expect(zoneClock("Europe/Berlin").time(at)).toBe("16:42");
  expect(zoneClock("America/New_York").time(Date.parse("2026-11-20T05:00:00Z"))).toBe("00:00");
  expect(zoneClock("Asia/Kathmandu").minuteOfDay(at)).toBe(21 * 60 + 27);
});

it("adds the day only to times of another day", () => {
  const clock = zoneClock("Europe/Berlin");
  expect(clock.moment(at, at)).toBe("16:42");
  expect(clock.moment(at + 12 * 3_600_000, at)).toBe("Saturday 21 November, 04:42");
});

it("names a calendar day", () => {
  expect(calendarDay("2026-11-20")).toBe("Friday 20 November");
});

it("knows a zone of this browser", () => {
  expect(() => new Intl.DateTimeFormat("en", { timeZone: browserZone() })).not.toThrow();
});
