/**
 * Periods that a page looks at: a day, week, month, year, the last days, any range; as moments and as addresses. Without
 * words, so that the first question can be asked before there is a page.
 */
import {
  addDays,
  addMonths,
  dateAt,
  dayStart,
  daysBetween,
  isIsoDate,
  startOfMonth,
  startOfWeek,
  startOfYear,
  type IsoDate,
  type WeekStart,
} from "./dates";

export type PeriodKind = "day" | "week" | "month" | "year" | "last" | "range";

/** `first` and `last` are dates of days that belong to it. */
export interface Period {
  kind: PeriodKind;
  first: IsoDate;
  last: IsoDate;
}

/** The two settings that say where days and weeks begin. */
export interface DaySettings {
  startOfDay: string;
  startOfWeek: WeekStart;
}

/** Of a bar or a row: what a period is cut into. */
export type Resolution = "hour" | "day" | "month";

/** The period of this kind around a date; for `last` and `range` use `lastDays` and `rangeOf`. */
export function periodOf(kind: "day" | "week" | "month" | "year", date: IsoDate, week: WeekStart): Period {
  switch (kind) {
    case "day":
      return { kind, first: date, last: date };
    case "week": {
      const first = startOfWeek(date, week);
      return { kind, first, last: addDays(first, 6) };
    }
    case "month":
      return { kind, first: startOfMonth(date), last: addDays(addMonths(date, 1), -1) };
    case "year":
      return { kind, first: startOfYear(date), last: addDays(addMonths(startOfYear(date), 12), -1) };
  }
}

/** So many days, `first` being the first of them. */
export function lastDays(days: number, first: IsoDate): Period {
  return { kind: "last", first, last: addDays(first, days - 1) };
}

export function rangeOf(one: IsoDate, other: IsoDate): Period {
  return one <= other ? { kind: "range", first: one, last: other } : { kind: "range", first: other, last: one };
}

export function dayCount({ first, last }: Period): number {
  return daysBetween(first, last) + 1;
}

/** The period as far before (-1) or after (1) as it is long. */
export function neighbour(period: Period, steps: number, week: WeekStart): Period {
  const { kind, first } = period;
  switch (kind) {
    case "month":
      return periodOf("month", addMonths(first, steps), week);
    case "year":
      return periodOf("year", addMonths(first, 12 * steps), week);
    case "day":
    case "week":
    case "last":
    case "range": {
      const shift = steps * dayCount(period);
      return { kind, first: addDays(first, shift), last: addDays(period.last, shift) };
    }
  }
}

/** Start and end in milliseconds since the epoch; the end is the first moment after it. */
export function bounds(period: Period, startOfDay: string): { start: number; end: number } {
  return { start: dayStart(period.first, startOfDay), end: dayStart(addDays(period.last, 1), startOfDay) };
}

/** What it is cut into for bars. */
export function resolutionOf(period: Period): Resolution {
  const days = dayCount(period);
  if (days <= 1) return "hour";
  return days <= 92 ? "day" : "month";
}

/** Today as a date, by the setting. */
export function today(now: number, startOfDay: string): IsoDate {
  return dateAt(now, startOfDay);
}

export function isPast(period: Period, now: number, startOfDay: string): boolean {
  return bounds(period, startOfDay).end <= now;
}

// --- Addresses ------------------------------------------------------------------------------------------------------

/** The two segments of an address: `day/2026-11-21`, `last7d/2026-11-15`, `range/2026-11-01..2026-11-21`. */
export function periodPath(period: Period): string {
  if (period.kind === "range") return `range/${period.first}..${period.last}`;
  const word = period.kind === "last" ? `last${dayCount(period)}d` : period.kind;
  return `${word}/${period.first}`;
}

/** What an address says; without a date, or with one that is none, the period around today. `null` for no such word. */
export function parsePeriod(word: string, date: string, now: number, settings: DaySettings): Period | null {
  const current = today(now, settings.startOfDay);
  if (word === "range") {
    const [one = "", other = ""] = date.split("..");
    return isIsoDate(one) && isIsoDate(other) ? rangeOf(one, other) : rangeOf(addDays(current, -6), current);
  }
  const last = /^last([1-9]\d{0,3})d$/.exec(word);
  if (last) {
    const days = Number(last[1]);
    return lastDays(days, isIsoDate(date) ? date : addDays(current, 1 - days));
  }
  if (word !== "day" && word !== "week" && word !== "month" && word !== "year") return null;
  return periodOf(word, isIsoDate(date) ? date : current, settings.startOfWeek);
}
