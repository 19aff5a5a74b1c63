/** Work hours: when each day began and ended, its breaks, what it was spent on. Pure; whole seconds that add up. */
import type { StoredEvent } from "@/api";
import { canonical, ENTERED, type Question } from "@/query/canonical";
import { literal, textLiteral } from "@/query/text";
import { micros, spanOf, textOf, wholeSeconds } from "./activity";
import { pathKey, pathText } from "./categories";
import { pathOf } from "./categoryQuestions";

export interface WorkQuestion extends Question {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  timezone: string;
  startOfDay: string;
}

export interface WorkAnswer {
  /** Stretches of activity, cut at the edges of days; `$period` is the day's beginning. */
  stretches: StoredEvent[];
  /** Sums by day and category, and by day and project of an editor. */
  categories: StoredEvent[];
  projects: StoredEvent[];
  /** Seconds of all of it that were entered by hand. */
  entered: number;
}

/** Beyond the edges of what is asked for, so that small holes there are closed as they are anywhere. */
const MARGIN = 3_600_000;

export function workStatements(question: WorkQuestion): string[] {
  const { start, end, timezone, startOfDay } = question;
  const edges = `"day", ${textLiteral(timezone)}, ${textLiteral(startOfDay)}`;
  const iso = (moment: number) => textLiteral(new Date(moment).toISOString());
  const byDay = (events: string, key: string) =>
    `merge_events_by_keys(split_by_period(keep_keys(${events}, ${literal([key])}), ${edges}), ${literal(["$period", key])})`;
  return [
    `STARTTIME = ${iso(start - MARGIN)};`,
    `ENDTIME = ${iso(end + MARGIN)};`,
    ...canonical(question),
    `events = cut(events, ${iso(start)}, ${iso(end)});`,
    "edited = filter_period_intersect(editing, events);",
    "RETURN = {",
    `  "stretches": split_by_period(flood(keep_keys(events, []), 0), ${edges}),`,
    `  "categories": ${byDay("events", "$category")},`,
    `  "projects": ${byDay("edited", "project")},`,
    `  "entered": ${ENTERED}`,
    "};",
  ];
}

/** What time is added up by: names with whole seconds, longest first. */
export interface Part {
  key: string;
  name: string;
  seconds: number;
}

export interface WorkDay {
  /** When the day began, and its first and last activity; milliseconds since the epoch. */
  at: number;
  first: number;
  last: number;
  /** Whole seconds of activity: over all days they add up to the rounded sum. */
  active: number;
  /** Breaks longer than the gap that is bridged. */
  breaks: number;
  resting: number;
  /** Shorter ones, which count as work. */
  bridged: number;
  parts: Part[];
}

/** Days with any activity, in the order of time. `gap`: breaks of at most so many seconds are no breaks. */
export function workDays(answer: WorkAnswer, gap: number, by: "category" | "project"): WorkDay[] {
  const found = new Map<string, StoredEvent[]>();
  for (const event of answer.stretches) found.set(textOf(event, "$period"), [...(found.get(textOf(event, "$period")) ?? []), event]);
  const days = [...found].sort(([a], [b]) => Date.parse(a) - Date.parse(b));
  const seconds = wholeSeconds(days.map(([, own]) => sum(own)));
  return days.map(([period, own], at) => {
    const parts = by === "category" ? categoryParts(answer, period) : projectParts(answer, period, sum(own));
    return { at: Date.parse(period), active: seconds[at]!, ...shapeOf(own, gap), parts: rounded(parts, seconds[at]!) };
  });
}

function sum(events: readonly StoredEvent[]): number {
  return events.reduce((all, event) => all + micros(event), 0);
}

/** First and last moment and the holes between. */
function shapeOf(events: readonly StoredEvent[], gap: number): Pick<WorkDay, "first" | "last" | "breaks" | "resting" | "bridged"> {
  const lasting = events.some(({ duration }) => duration > 0) ? events.filter(({ duration }) => duration > 0) : events;
  const spans = lasting.map(spanOf).sort(([a], [b]) => a - b);
  const day = { first: spans[0]![0], last: spans[0]![1], breaks: 0, resting: 0, bridged: 0 };
  for (const [from, to] of spans.slice(1)) {
    const hole = Math.max(0, Math.round((from - day.last) / 1000));
    if (hole > gap) {
      day.breaks += 1;
      day.resting += hole;
    } else day.bridged += hole;
    day.last = Math.max(day.last, to);
  }
  return day;
}

type Amount = Omit<Part, "seconds"> & { us: number };

function categoryParts({ categories }: WorkAnswer, period: string): Amount[] {
  return categories
    .filter((event) => textOf(event, "$period") === period)
    .map((event) => ({ key: pathKey(pathOf(event)), name: pathText(pathOf(event)), us: micros(event) }));
}

/** Time in projects; whatever was done outside of an editor has none. */
function projectParts({ projects }: WorkAnswer, period: string, all: number): Amount[] {
  const own = projects.filter((event) => textOf(event, "$period") === period && textOf(event, "project") !== "");
  const parts = own.map((event) => ({ key: textOf(event, "project"), name: textOf(event, "project"), us: micros(event) }));
  const rest = all - parts.reduce((total, { us }) => total + us, 0);
  return rest > 0 ? [...parts, { key: "", name: "", us: rest }] : parts;
}

function rounded(amounts: readonly Amount[], total: number): Part[] {
  const sorted = [...amounts].sort((a, b) => b.us - a.us);
  const seconds = apportionTo(sorted.map(({ us }) => us), total);
  return sorted.map(({ key, name }, at) => ({ key, name, seconds: seconds[at]! })).filter((part) => part.seconds > 0);
}

/** Whole seconds that add up to what the day says. */
function apportionTo(us: readonly number[], total: number): number[] {
  const all = us.reduce((a, b) => a + b, 0);
  return all > 0 ? wholeSeconds(us.map((value) => (value / all) * total * 1e6)) : us.map(() => 0);
}

/** Parts of several days together, longest first. */
export function totalParts(days: readonly WorkDay[]): Part[] {
  const found = new Map<string, Part>();
  for (const part of days.flatMap(({ parts }) => parts)) {
    found.set(part.key, { ...part, seconds: (found.get(part.key)?.seconds ?? 0) + part.seconds });
  }
  return [...found.values()].sort((a, b) => b.seconds - a.seconds);
}

/** A table for spreadsheets (RFC 4180). A text that a spreadsheet would compute is kept a text. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = typeof value === "string" && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
