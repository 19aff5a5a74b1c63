/**
 * Changing an event, as pure functions: what is sent, what a split or a merge makes of it, what its data looks like in
 * fields. Moments are microseconds since the epoch, as the server keeps them: an edit loses nothing that it does not
 * touch.
 */
import type { Json, NewEvent, StoredEvent } from "@/api";

/** An event while it is worked on. */
export interface Draft {
  start: number;
  end: number;
  data: Data;
}

export type Data = { [key: string]: Json };

const SECOND = 1_000_000;

/** Microseconds since the epoch of an ISO 8601 text; `Date.parse` would cut them to milliseconds. */
export function microseconds(text: string): number {
  const digits = /\.(\d+)/.exec(text)?.[1] ?? "";
  const below = digits.slice(3, 6).padEnd(3, "0");
  return Date.parse(text) * 1000 + Number(below);
}

/** ISO 8601 in UTC with microseconds. */
export function isoMoment(at: number): string {
  const below = ((at % 1000) + 1000) % 1000;
  const text = new Date((at - below) / 1000).toISOString();
  return text.replace("Z", `${String(below).padStart(3, "0")}+00:00`);
}

export function draftOf(event: StoredEvent): Draft {
  const start = microseconds(event.timestamp);
  return { start, end: start + Math.round(event.duration * SECOND), data: structuredClone(event.data) as Data };
}

/** What is sent; with `id` it replaces that event. */
export function eventOf({ start, end, data }: Draft, id: number | null = null): NewEvent {
  const event: NewEvent = { timestamp: isoMoment(start), duration: (end - start) / SECOND, data };
  return id === null ? event : { ...event, id };
}

/** Two events that meet at `at`, with equal data; `null` when it does not lie inside. */
export function splitAt(draft: Draft, at: number): [Draft, Draft] | null {
  if (at <= draft.start || at >= draft.end) return null;
  return [
    { ...draft, end: at },
    { ...draft, start: at },
  ];
}

/** One event over both and what lies between them, with the data of the first. */
export function mergedWith(kept: Draft, other: Draft): Draft {
  return { ...kept, start: Math.min(kept.start, other.start), end: Math.max(kept.end, other.end) };
}

// --- Fields of data -------------------------------------------------------------------------------------------------

export const FIELD_KINDS = ["text", "number", "switch", "json"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** One value of the data as a person edits it. */
export interface Field {
  /** Tells fields apart while their keys change. */
  id: number;
  key: string;
  kind: FieldKind;
  text: string;
}

let nextField = 1;

export function newField(key = "", value: Json = ""): Field {
  return { id: nextField++, key, kind: kindOf(value), text: typeof value === "string" ? value : JSON.stringify(value) };
}

export function fieldsOf(data: Data): Field[] {
  return Object.entries(data).map(([key, value]) => newField(key, value));
}

function kindOf(value: Json): FieldKind {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "switch" : "json";
}

export type FieldFault = "no-key" | "same-key" | "no-number" | "no-json";

/** The data of the fields, or the first field that says nothing usable and why. */
export function dataOf(fields: readonly Field[]): { data: Data } | { field: Field; fault: FieldFault } {
  const data: Data = {};
  for (const field of fields) {
    const key = field.key.trim();
    if (key === "") return { field, fault: "no-key" };
    if (Object.hasOwn(data, key)) return { field, fault: "same-key" };
    const value = valueOf(field);
    if (value === undefined) return { field, fault: field.kind === "number" ? "no-number" : "no-json" };
    // `__proto__` as a key would be swallowed by an assignment.
    Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return { data };
}

function valueOf({ kind, text }: Field): Json | undefined {
  if (kind === "text") return text;
  if (kind === "switch") return text === "true";
  try {
    const value = JSON.parse(text) as Json;
    return kind === "number" && typeof value !== "number" ? undefined : value;
  } catch {
    return undefined;
  }
}

/** The field as another kind, its text kept where that makes sense. */
export function asKind(field: Field, kind: FieldKind): Field {
  const text = kind === "switch" ? String(field.text === "true") : field.text;
  return { ...field, kind, text };
}

// --- Moments in fields ----------------------------------------------------------------------------------------------

/** What `<input type="datetime-local" step="1">` shows of a moment, in the browser's zone. */
export function localText(at: number): string {
  const date = new Date(Math.floor(at / 1000));
  const part = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const day = `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
  return `${day}T${part(date.getHours())}:${part(date.getMinutes())}:${part(date.getSeconds())}`;
}

/** The moment that such a field says; `before` itself while the text is that of `before`. `null` for no moment. */
export function momentOf(text: string, before: number): number | null {
  if (text === localText(before)) return before;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at * 1000;
}

/** The value of an event that says most about it, for lists and titles. */
export function mainText(data: Data): string {
  for (const key of ["title", "label", "url", "file", "app", "status", "project"]) {
    const value = data[key];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  const first = Object.values(data).find((value) => typeof value === "string" && value !== "");
  return typeof first === "string" ? first : "";
}
