/** What a query answered, as lists of events that can be shown. Pure. */
import type { Json, StoredEvent } from "@/api";
import { dataKeys } from "@/raw/exporting";
import { valueText } from "@/util/describe";

/** A list of events in an answer, and the way to it: "RETURN.window.events"; empty for the answer itself. */
export interface Part {
  path: string;
  events: StoredEvent[];
}

function isEvent(value: Json): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) &&
    typeof value.timestamp === "string" && typeof value.duration === "number" &&
    typeof value.data === "object" && value.data !== null && !Array.isArray(value.data)
  );
}

/** Every list of events in the answer, from the outside in; an empty list is one when nothing else is there. */
export function partsOf(answer: Json, path = ""): Part[] {
  if (Array.isArray(answer)) {
    if (answer.length > 0 && answer.every(isEvent)) return [{ path, events: answer as unknown as StoredEvent[] }];
    return answer.flatMap((held, at) => partsOf(held, `${path}[${at}]`));
  }
  if (typeof answer !== "object" || answer === null) return [];
  return Object.entries(answer).flatMap(([key, held]) => partsOf(held, path ? `${path}.${key}` : key));
}

/** Keys by which events can be added up, those with few different values first. */
export function groupKeys(events: readonly StoredEvent[]): string[] {
  const keys = dataKeys(events);
  const telling = ["$category", "app", "label", "$domain", "project", "language", "status", "title", "url", "file"];
  const rank = (key: string) => (telling.includes(key) ? telling.indexOf(key) : telling.length);
  return keys.sort((a, b) => rank(a) - rank(b));
}

export interface Sum {
  label: string;
  seconds: number;
}

/** Time by the value of a key, longest first. */
export function sums(events: readonly StoredEvent[], key: string): Sum[] {
  const found = new Map<string, number>();
  for (const { data, duration } of events) {
    const label = labelOf(data[key] ?? null);
    found.set(label, (found.get(label) ?? 0) + duration);
  }
  return [...found].map(([label, seconds]) => ({ label, seconds })).sort((a, b) => b.seconds - a.seconds);
}

export function labelOf(value: Json): string {
  return Array.isArray(value) ? value.map((part) => valueText(part)).join(" > ") : valueText(value);
}

export interface Lane {
  label: string;
  /** Position and width as shares of the whole, 0 to 1. */
  pieces: { left: number; width: number; event: StoredEvent }[];
}

/** The longest values of a key as lanes over the time from the first event to the last. */
export function lanes(events: readonly StoredEvent[], key: string, most: number): { lanes: Lane[]; start: number; end: number } {
  let [start, end] = [Infinity, -Infinity];
  for (const { timestamp, duration } of events) {
    const at = Date.parse(timestamp);
    start = Math.min(start, at);
    end = Math.max(end, at + duration * 1000);
  }
  const span = Math.max(1, end - start);
  const chosen = new Map<string, Lane>(sums(events, key).slice(0, most).map(({ label }) => [label, { label, pieces: [] }]));
  for (const event of events) {
    const lane = chosen.get(labelOf(event.data[key] ?? null));
    lane?.pieces.push({ left: (Date.parse(event.timestamp) - start) / span, width: (event.duration * 1000) / span, event });
  }
  return { lanes: [...chosen.values()], start, end };
}
