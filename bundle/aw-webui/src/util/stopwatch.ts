/** Entries of the stopwatch: the ecosystem's bucket and shape (`running`, `label`), grouped by day. Pure. */
import type { Json, NewEvent, StoredEvent } from "@/api";
import { dateAt, type IsoDate } from "./dates";

export const STOPWATCH = { id: "aw-stopwatch", client: "aw-webui", type: "general.stopwatch", hostname: "unknown" } as const;

/** Times in milliseconds since the epoch. */
export interface Entry {
  id: number;
  start: number;
  /** Of one that runs: its start. */
  end: number;
  label: string;
  project: string;
  running: boolean;
  /** Names from the top down; empty where no rule finds it. */
  category: string[];
  data: { [key: string]: Json };
}

/** What is needed to write an entry. */
export type Draft = Pick<Entry, "start" | "end" | "label" | "project" | "running">;

export function entryOf({ id, timestamp, duration, data }: StoredEvent): Entry | null {
  if (id === null) return null;
  const { $category: category, ...rest } = data;
  const start = Date.parse(timestamp);
  return {
    id,
    start,
    end: start + duration * 1000,
    label: typeof data.label === "string" ? data.label : "",
    project: typeof data.project === "string" ? data.project : "",
    running: data.running === true,
    category: Array.isArray(category) && category[0] !== "Uncategorized" ? category.map(String) : [],
    data: rest,
  };
}

/** The event of an entry; keys that other programs noted stay. */
export function eventOf(draft: Draft, held?: Pick<Entry, "id" | "data">): NewEvent {
  const { project: _, ...rest } = held?.data ?? {};
  const data = { ...rest, running: draft.running, label: draft.label, ...(draft.project ? { project: draft.project } : {}) };
  const seconds = draft.running ? 0 : Math.max(0, draft.end - draft.start) / 1000;
  const event: NewEvent = { timestamp: new Date(draft.start).toISOString(), duration: seconds, data };
  return held ? { ...event, id: held.id } : event;
}

/** Labels that were used, the one used last first. */
export function labelsOf(entries: readonly Entry[]): string[] {
  const latest = [...entries].sort((a, b) => b.start - a.start).map(({ label }) => label);
  return [...new Set(latest)].filter((label) => label !== "");
}

export interface Day {
  date: IsoDate;
  entries: Entry[];
}

/** What is over, by the day in which it began, newest first. */
export function byDay(entries: readonly Entry[], startOfDay: string): Day[] {
  const days = new Map<IsoDate, Entry[]>();
  for (const entry of [...entries].filter(({ running }) => !running).sort((a, b) => b.start - a.start)) {
    const date = dateAt(entry.start, startOfDay);
    days.set(date, [...(days.get(date) ?? []), entry]);
  }
  return [...days].map(([date, own]) => ({ date, entries: own }));
}

/** "1:05:09", as a clock shows it. */
export function ticking(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
