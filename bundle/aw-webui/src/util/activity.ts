/** The answer of a view's query, added up for its panels. Pure: events in, figures out; whole seconds that add up. */
import type { StoredEvent } from "@/api";
import { microseconds } from "@/events/edit";
import type { Columns } from "@/query";
import { pathKey, type CategoryPath } from "./categories";

/** A sum under a key; `path` is the category of most of it. */
export interface Sum {
  key: string;
  seconds: number;
  path: string[];
  /** Of what was added up first. */
  data: StoredEvent["data"];
}

/** Microseconds of an event: sums of whole numbers have no rounding. */
export function micros(event: StoredEvent): number {
  return Math.round(event.duration * 1e6);
}

export function textOf(event: StoredEvent, key: string): string {
  return textIn(event.data, key);
}

export function textIn(data: StoredEvent["data"], key: string): string {
  const value = data[key];
  return typeof value === "string" ? value : "";
}

export function categoryOf(event: StoredEvent): string[] {
  return categoryIn(event.data);
}

export function categoryIn(data: StoredEvent["data"]): string[] {
  const path = data.$category;
  return Array.isArray(path) && path.every((part) => typeof part === "string") ? path : ["Uncategorized"];
}

/**
 * Sums by `key` in whole seconds, longest first: together they are `total`, by default the rounded sum of all (largest
 * remainder).
 *
 * What is shorter than half a second may be missing.
 */
export function sumsBy(events: readonly StoredEvent[], key: (event: StoredEvent) => string, total?: number): Sum[] {
  const found = new Map<string, { us: number; data: StoredEvent["data"]; paths: Map<string, [number, string[]]> }>();
  for (const event of events) {
    const name = key(event);
    const sum = found.get(name) ?? { us: 0, data: event.data, paths: new Map<string, [number, string[]]>() };
    const us = micros(event);
    const path = categoryOf(event);
    sum.us += us;
    sum.paths.set(pathKey(path), [(sum.paths.get(pathKey(path))?.[0] ?? 0) + us, path]);
    found.set(name, sum);
  }
  const rows = [...found].sort(([, a], [, b]) => b.us - a.us);
  const seconds = wholeSeconds(rows.map(([, { us }]) => us), total);
  return rows
    .map(([name, { data, paths }], at) => {
      const [, path] = [...paths.values()].sort(([a], [b]) => b - a)[0] ?? [0, []];
      return { key: name, seconds: seconds[at]!, path, data };
    })
    .filter((row) => row.seconds > 0);
}

/** Whole seconds of amounts in microseconds that add up to `total`, by default the rounded sum: rounded down, the rest to
 * the largest remainders. As the server rounds (`largest_remainder`), so that every row agrees with its answers. */
export function wholeSeconds(us: readonly number[], total = Math.floor(us.reduce((a, b) => a + b, 0) / 1e6 + 0.5)): number[] {
  const seconds = us.map((amount) => Math.floor(amount / 1e6));
  const left = total - seconds.reduce((a, b) => a + b, 0);
  const order = us.map((amount, at) => ({ at, rest: amount % 1e6 })).sort((a, b) => b.rest - a.rest || a.at - b.at);
  for (const { at } of order.slice(0, left)) seconds[at]! += 1;
  return seconds;
}

/**
 * When an event begins and ends, milliseconds since the epoch: exact to the microsecond, so that what ends with the hour
 * does not seem to end in the minute before.
 */
export function spanOf(event: StoredEvent): [start: number, end: number] {
  const start = microseconds(event.timestamp);
  return [start / 1000, (start + micros(event)) / 1000];
}

/** When the first of some stretches begins and the last ends, milliseconds since the epoch; `null` of none. */
export function edgesOf({ start, duration }: Pick<Columns, "start" | "duration">): { first: number; last: number } | null {
  const lasting = [...start.entries()].filter(([at]) => duration[at]! > 0);
  if (lasting.length === 0) return null;
  const first = lasting.reduce((least, [, us]) => Math.min(least, us), Infinity);
  const last = lasting.reduce((most, [at, us]) => Math.max(most, us + duration[at]!), -Infinity);
  return { first: first / 1000, last: last / 1000 };
}

/** A part of the period with what was done in it. */
export interface Slot {
  /** When it began, milliseconds since the epoch. */
  at: number;
  /** Whole seconds of all parts. */
  seconds: number;
  parts: { path: string[]; seconds: number }[];
}

/**
 * Parts of a period by `$period`, in the order of time, rounded together; what they are made of by the first name of the
 * category, in the same order in all.
 */
export function slotsOf(events: readonly StoredEvent[]): Slot[] {
  const periods = periodsOf(events);
  const seconds = wholeSeconds(periods.map(({ own }) => own.reduce((sum, event) => sum + micros(event), 0)));
  const first = (event: StoredEvent) => categoryOf(event)[0] ?? "";
  const order = sumsBy(events, first).map(({ key }) => key);
  return periods.map(({ at, own }, number) => {
    const parts = sumsBy(own, first, seconds[number]).map(({ key, seconds }) => ({ path: [key], seconds }));
    parts.sort((a, b) => order.indexOf(a.path[0]!) - order.indexOf(b.path[0]!));
    return { at, seconds: seconds[number]!, parts };
  });
}

/** Whole seconds of periods that stand for themselves, each rounded as its own view rounds it, by when they began. */
export function secondsByPeriod(events: readonly StoredEvent[]): Map<number, number> {
  return new Map(periodsOf(events).map(({ at, own }) => [at, wholeSeconds([own.reduce((sum, event) => sum + micros(event), 0)])[0]!]));
}

function periodsOf(events: readonly StoredEvent[]): { at: number; own: StoredEvent[] }[] {
  const found = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const period = textOf(event, "$period");
    found.set(period, [...(found.get(period) ?? []), event]);
  }
  return [...found].map(([period, own]) => ({ at: Date.parse(period), own })).sort((a, b) => a.at - b.at);
}

/** Every slot of a row of moments, those without activity too. */
export function fillSlots(slots: readonly Slot[], moments: readonly number[]): Slot[] {
  const known = new Map(slots.map((slot) => [slot.at, slot]));
  return moments.map((at) => known.get(at) ?? { at, seconds: 0, parts: [] });
}

/** Seconds at each level of productivity, from 2 down to -2. */
export function byLevel(sums: readonly { path: CategoryPath; seconds: number }[], level: (path: CategoryPath) => number) {
  const levels = [2, 1, 0, -1, -2].map((value) => ({ level: value, seconds: 0 }));
  for (const { path, seconds } of sums) levels[2 - level(path)]!.seconds += seconds;
  return levels;
}

/** The share of productive time, 0 to 1: the average level plus 2, over 4; null without any time. */
export function productiveShare(levels: readonly { level: number; seconds: number }[]): number | null {
  const all = levels.reduce((sum, { seconds }) => sum + seconds, 0);
  if (all === 0) return null;
  return levels.reduce((sum, { level, seconds }) => sum + (level + 2) * seconds, 0) / all / 4;
}
