import { expect, it } from "vitest";
import { elsewhere } from "@/util/elsewhere";

const WINTER = Date.parse("2026-01-15T12:00:00Z");
const SUMMER = Date.parse("2026-07-15T12:00:00Z");
// Summer time has ended in Berlin, but not yet in New York: five hours apart instead of six.
const BETWEEN = Date.parse("2026-10-28T12:00:00Z");

it("names zones with another time than the browser's", () => {
  expect(elsewhere(["Asia/Tokyo"], [WINTER], "Europe/Berlin")).toEqual(["Asia/Tokyo"]);
  expect(elsewhere(["Asia/Tokyo", "Europe/Berlin", "America/New_York"], [BETWEEN], "Europe/Berlin")).toEqual(["Asia/Tokyo", "America/New_York"]);
});

it("does not mind another name for the same time", () => {
  expect(elsewhere(["Europe/Paris"], [WINTER, SUMMER], "Europe/Berlin")).toEqual([]);
  expect(elsewhere(["Europe/London"], [WINTER], "UTC")).toEqual([]);
});

it("looks at the moments that are shown", () => {
  expect(elsewhere(["Europe/London"], [SUMMER], "UTC")).toEqual(["Europe/London"]);
  expect(elsewhere(["Europe/London"], [WINTER, SUMMER], "UTC")).toEqual(["Europe/London"]);
  expect(elsewhere(["America/Bogota"], [BETWEEN], "America/New_York")).toEqual(["America/Bogota"]);
  expect(elsewhere(["America/Bogota"], [WINTER], "America/New_York")).toEqual([]);
  expect(elsewhere(["Asia/Tokyo"], [], "UTC")).toEqual([]);
});

it("says nothing of a zone that the browser does not know", () => {
  expect(elsewhere(["Mars/Olympus"], [WINTER], "UTC")).toEqual([]);
});
