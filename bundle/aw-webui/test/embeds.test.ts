/** What a chart on another page shows of the page it is made on. */
import { expect, it } from "vitest";
import { embedPeriod, embedThing, embedView } from "@/util/embeds";
import { lastDays, periodOf, rangeOf } from "@/util/period";

const TODAY = "2026-11-27";

it("moves with the day on which it is looked at", () => {
  const of = (kind: "day" | "week" | "month" | "year", date: string) => embedPeriod(periodOf(kind, date, "Monday"), TODAY);
  expect([of("day", TODAY), of("day", "2026-11-26"), of("day", "2026-11-01")]).toEqual(["today", "yesterday", "last_7_days"]);
  expect([of("week", TODAY), of("week", "2026-11-01")]).toEqual(["week", "last_7_days"]);
  expect([of("month", TODAY), of("month", "2026-10-02"), of("year", TODAY)]).toEqual(["month", "last_30_days", "year"]);
  expect(embedPeriod(lastDays(7, "2026-11-21"), TODAY)).toBe("last_7_days");
  expect(embedPeriod(lastDays(30, "2026-10-29"), TODAY)).toBe("last_30_days");
  expect(embedPeriod(rangeOf("2026-01-01", "2026-03-31"), TODAY)).toBe("year");
});

it("keeps what the page is filtered by", () => {
  expect(embedThing({ category: [], app: "" })).toBeNull();
  expect(embedThing({ category: ["Uncategorized"], app: "" })).toBeNull();
  expect(embedThing({ category: ["Work"], app: "" })).toEqual({ name: "Work", kind: "overview" });
  expect(embedThing({ category: ["Work", "Mail", "Deep"], app: "" })).toEqual({ name: "Mail", kind: "category" });
  expect(embedThing({ category: ["Work"], app: "vim" })).toEqual({ name: "vim", kind: "activity" });
});

it("lists a thing by its own kind, and leaves levels as they are", () => {
  expect(embedView("activities", "today", "", null)).toEqual({ perspective: "rank", kind: "activity", period: "today", search: "" });
  const mail = { name: "Mail", kind: "category" } as const;
  expect(embedView("activities", "week", "x", mail)).toEqual({ perspective: "rank", kind: "category", period: "week", search: "x", thing: "Mail" });
  expect(embedView("hours", "today", "", mail)).toMatchObject({ perspective: "interval", kind: "productivity", thing: "Mail" });
});
