/** Where things stand on the strip of the day: pure layout, shares of the width between 0 and 1. */
import type { StripSegment, StripState } from "@/api";
import { words } from "@/i18n";
import { dayWords } from "@/words/day";
import type { ZoneClock } from "./clock";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Width that a long quiet start of the day (asleep, computer off) is folded into. */
const FOLD_WIDTH = 0.06;
/** Folding less than this would hide more than it wins. */
const FOLD_FROM = 2 * HOUR;
/** A young day is not stretched beyond this. */
const SHORTEST = 3 * HOUR;

const w = words(dayWords);

/** States in the order of the legend; `dayWords.states` has the words for each. */
export const STATES: readonly StripState[] = ["active", "afk", "asleep", "paused", "no-data"];

/** Labels that say no more than the state's name. */
const PLAIN = new Set(["active", "away", "asleep", "paused", "no data"]);

export interface StripBlock {
  /** Distinguishes the stretch from every other one of the day, also to the microsecond. */
  id: string;
  start: number;
  end: number;
  state: StripState;
  /** The state in words, with the reason where there is one. */
  text: string;
  left: number;
  width: number;
}

export interface StripTick {
  at: number;
  left: number;
  /** Empty where the strip ends before the label would. */
  label: string;
}

export interface StripLayout {
  blocks: StripBlock[];
  ticks: StripTick[];
  /** Where now is; right of it lies the rest of the day. */
  now: number;
  /** Where the folded start ends; 0 without a fold. */
  fold: number;
}

/** What the layout needs to know about the day; times in milliseconds since the epoch. */
export interface StripDay {
  start: number;
  end: number;
  now: number;
  clock: ZoneClock;
  /** How many labels fit side by side. */
  maxTicks: number;
}

/** Place segments (ascending, without holes) and hour ticks. */
export function layoutStrip(segments: readonly StripSegment[], day: StripDay): StripLayout {
  const spans = segments.map((segment) => ({
    segment,
    start: Date.parse(segment.start),
    end: Date.parse(segment.end),
  }));
  const busy = spans.find(({ segment }) => !isQuiet(segment.state));
  const foldEnd = busy ? hourBefore(busy.start, day) : day.start;
  const folded = foldEnd - day.start >= FOLD_FROM;
  const from = folded ? foldEnd : day.start;
  const to = Math.min(Math.max(day.now, from + SHORTEST), day.end);
  const fold = folded ? FOLD_WIDTH : 0;
  const place = scale(day.start, from, to, fold);
  const blocks = spans.map(({ segment, start, end }) => ({
    id: segment.start,
    start,
    end,
    state: segment.state,
    text: segmentText(segment),
    left: place(start),
    width: Math.max(0, place(end) - place(start)),
  }));
  return { blocks, ticks: placeTicks(day, from, to, place), now: place(day.now), fold };
}

/** "Away from keyboard"; for missing data the reason: "No data: server not running". */
export function segmentText({ state, label }: StripSegment): string {
  const name = w.states[state];
  const said = label?.trim() ?? "";
  return said === "" || PLAIN.has(said) ? name : `${name}: ${reasonText(said)}`;
}

/** What the server calls the reason, in the language of the page; one that it does not know stays as it is. */
function reasonText(said: string): string {
  return (w.reasons as Record<string, string>)[said] ?? said;
}

/** Seconds spent in each state that occurs, in the legend's order. */
export function stateTotals(segments: readonly StripSegment[]): { state: StripState; seconds: number }[] {
  const totals = new Map<StripState, number>();
  for (const { start, end, state } of segments) {
    totals.set(state, (totals.get(state) ?? 0) + (Date.parse(end) - Date.parse(start)) / 1000);
  }
  return STATES.flatMap((state) => {
    const seconds = totals.get(state);
    return seconds === undefined ? [] : [{ state, seconds }];
  });
}

function isQuiet(state: StripState): boolean {
  return state === "no-data" || state === "asleep";
}

/** The last full local hour at or before `at`, not before the day's start. */
function hourBefore(at: number, { start, clock }: StripDay): number {
  const intoHour = (clock.minuteOfDay(at) % 60) * MINUTE + (at % MINUTE);
  return Math.max(start, at - intoHour);
}

/** Two straight pieces: the folded start up to `from`, then the day up to `to`. */
function scale(start: number, from: number, to: number, fold: number): (at: number) => number {
  return (at) => {
    if (at < from) return fold * Math.max(0, (at - start) / (from - start));
    return Math.min(1, fold + (1 - fold) * ((at - from) / (to - from)));
  };
}

function placeTicks(day: StripDay, from: number, to: number, place: (at: number) => number): StripTick[] {
  const step = [1, 2, 3, 4, 6].find((hours) => (to - from) / HOUR / hours <= day.maxTicks) ?? 12;
  const gap = 0.8 / Math.max(1, day.maxTicks);
  // Beyond it a label would be cut by the end of the strip.
  const fits = 1 - 0.7 / Math.max(1, day.maxTicks);
  const ticks: StripTick[] = [];
  // Quarter hours find the full local hours of every zone, also on the days when the clocks change.
  for (let at = day.start; at <= to; at += HOUR / 4) {
    const minute = day.clock.minuteOfDay(at);
    const onStep = minute % 60 === 0 && (minute / 60) % step === 0;
    const edge = at === day.start || at === from;
    if (!(edge || (onStep && at > from))) continue;
    const left = place(at);
    const last = ticks.at(-1);
    if (last === undefined || left - last.left >= gap) ticks.push({ at, left, label: left > fits ? "" : day.clock.time(at) });
  }
  return ticks;
}
