/** What part of time is looked at: panning, zooming, how finely it is asked for, the marks of the axis. Pure. */
import { localeTag } from "@/i18n";
import { addDays, dateAt, dayStart, daysBetween, startOfWeek, type IsoDate, type WeekStart } from "@/util/dates";

/** Milliseconds since the epoch; the end is the first moment after it. */
export interface Span {
  start: number;
  end: number;
}

/** What is drawn: the events themselves, or how much of each hour or day. */
export type Level = "events" | "hour" | "day";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const SHORTEST = 2 * MINUTE;
const LONGEST = 20 * 366 * DAY;
/** Longest view drawn from events, and from hours: a year never loads its million events. */
const EVENTS_UNTIL = 3.5 * DAY;
const HOURS_UNTIL = 63 * DAY;

export function levelOf({ start, end }: Span): Level {
  const length = end - start;
  if (length <= EVENTS_UNTIL) return "events";
  return length <= HOURS_UNTIL ? "hour" : "day";
}

/** The view moved by a share of its length. */
export function pan({ start, end }: Span, share: number): Span {
  const by = (end - start) * share;
  return { start: start + by, end: end + by };
}

/** The view `factor` times as long; the moment at `anchor` (share of the width) stays where it is. */
export function zoom({ start, end }: Span, factor: number, anchor = 0.5): Span {
  const length = Math.min(LONGEST, Math.max(SHORTEST, (end - start) * factor));
  const at = start + (end - start) * anchor;
  return { start: at - length * anchor, end: at + length * (1 - anchor) };
}

/** The view with at least a bit of recorded time in it: nobody gets lost in the empty past or future. */
export function within(view: Span, whole: Span): Span {
  const length = view.end - view.start;
  const edge = length * 0.9;
  if (view.start < whole.start - edge) return { start: whole.start - edge, end: whole.start - edge + length };
  if (view.end > whole.end + edge) return { start: whole.end + edge - length, end: whole.end + edge };
  return view;
}

// --- Tiles ----------------------------------------------------------------------------------------------------------

/** A piece of time that is asked for at once and kept. */
export interface Tile extends Span {
  key: string;
}

/** Days in a tile of each level. */
const TILE_DAYS: Record<Level, number> = { events: 1, hour: 14, day: 91 };
const ANCHOR: IsoDate = "2001-01-01";

/** The tiles that a view touches, from the first to the last; cut at the beginnings of days. */
export function tilesOf(level: Level, view: Span, startOfDay: string): Tile[] {
  const days = TILE_DAYS[level];
  const first = Math.floor(daysBetween(ANCHOR, dateAt(view.start, startOfDay)) / days);
  const last = Math.floor(daysBetween(ANCHOR, dateAt(Math.max(view.start, view.end - 1), startOfDay)) / days);
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const date = addDays(ANCHOR, (first + at) * days);
    return {
      key: `${level}/${date}`,
      start: dayStart(date, startOfDay),
      end: dayStart(addDays(date, days), startOfDay),
    };
  });
}

// --- Addresses ------------------------------------------------------------------------------------------------------

/** A moment of an address: a date (its day's beginning) or ISO 8601; `null` for what is none. */
export function momentOf(text: unknown, startOfDay: string): number | null {
  if (typeof text !== "string" || text === "") return null;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return dayStart(text, startOfDay);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** The span of an address; `null` unless both ends are there in their order. A last date is meant with its day. */
export function spanOf(from: unknown, to: unknown, startOfDay: string): Span | null {
  const start = momentOf(from, startOfDay);
  const isDate = typeof to === "string" && /^\d{4}-\d\d-\d\d$/.test(to);
  const end = momentOf(isDate ? addDays(to, 1) : to, startOfDay);
  return start !== null && end !== null && end > start ? { start, end } : null;
}

// --- Axis -----------------------------------------------------------------------------------------------------------

export interface Mark {
  at: number;
  label: string;
}

export interface Axis {
  /** What the marks lie in: days over hours, months over days, years over months. */
  major: Mark[];
  minor: Mark[];
}

type Unit = "minute" | "day" | "month" | "year";
const STEPS: { unit: Unit; count: number; length: number }[] = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((count) => ({ unit: "minute" as const, count, length: count * MINUTE })),
  { unit: "day", count: 1, length: DAY },
  { unit: "day", count: 7, length: 7 * DAY },
  { unit: "month", count: 1, length: 30 * DAY },
  { unit: "month", count: 3, length: 91 * DAY },
  { unit: "year", count: 1, length: 365 * DAY },
];

/** Marks of the axis in the browser's zone, at most `most` of the finer kind. */
export function axisOf(view: Span, most: number, week: WeekStart): Axis {
  const length = view.end - view.start;
  const step = STEPS.find((candidate) => length / candidate.length <= most) ?? STEPS.at(-1)!;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(localeTag.value, options);
  const marks = (unit: Unit, count: number, options: Intl.DateTimeFormatOptions) => {
    const words = format(options);
    return momentsOf(view, unit, count, week).map((at) => ({ at, label: words.format(at) }));
  };
  const { unit, count } = step;
  if (unit === "minute") {
    return {
      minor: marks("minute", count, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
      major: marks("day", 1, { weekday: "short", day: "numeric", month: "long", year: "numeric" }),
    };
  }
  if (unit === "day") {
    return { minor: marks("day", count, count === 1 && most * 1.4 > length / DAY ? { weekday: "short", day: "numeric" } : { day: "numeric" }), major: marks("month", 1, { month: "long", year: "numeric" }) };
  }
  const years = marks("year", 1, { year: "numeric" });
  return { minor: unit === "year" ? years : marks("month", count, { month: "short" }), major: unit === "year" ? [] : years };
}

/** The beginnings of units in the view, the one before it included, in the browser's zone. */
function momentsOf(view: Span, unit: Unit, count: number, week: WeekStart): number[] {
  const found: number[] = [];
  const push = (at: number) => {
    if (at < view.end && at > (found.at(-1) ?? -Infinity)) found.push(at);
    return at < view.end;
  };
  const begin = new Date(view.start);
  if (unit === "year") {
    for (let year = begin.getFullYear(); push(new Date(year, 0, 1).getTime()); ) year += count;
  } else if (unit === "month") {
    const month = Math.floor(begin.getMonth() / count) * count;
    for (let at = month; push(new Date(begin.getFullYear(), at, 1).getTime()); ) at += count;
  } else {
    const today = dateAt(view.start, "00:00");
    const first = unit === "day" && count === 7 ? startOfWeek(today, week) : today;
    for (let date = first; dayStart(date, "00:00") < view.end; date = addDays(date, unit === "day" ? count : 1)) {
      if (unit === "day") push(dayStart(date, "00:00"));
      else minutesOf(date, count).forEach(push);
    }
  }
  // What lies before the view names only what is left of it.
  const inside = found.findLastIndex((at) => at <= view.start);
  return inside > 0 ? found.slice(inside) : found;
}

/** Every so many minutes of the local clock of a date; times that do not exist are left out by their order. */
function minutesOf(date: IsoDate, count: number): number[] {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return Array.from({ length: 1440 / count }, (_, at) => new Date(year, month - 1, day, 0, at * count).getTime());
}
