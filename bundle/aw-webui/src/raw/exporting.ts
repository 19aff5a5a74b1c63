/**
 * Files of recorded data, as pure functions: several exports in one, and tables for spreadsheets.
 *
 * Exports are put together as text: numbers that JavaScript cannot hold exactly stay as they are.
 */
import type { Json } from "@/api";

/** One export (`{"buckets": {…}}`) of several. */
export function joined(exports: readonly string[]): string {
  return `{"buckets":{${exports.map(inside).filter(Boolean).join(",")}}}\n`;
}

/** What stands between the braces of `buckets`. */
function inside(text: string): string {
  const end = text.lastIndexOf("}", text.lastIndexOf("}") - 1);
  return text.slice(text.indexOf("{", text.indexOf(":")) + 1, end).trim();
}

/** The same bucket under another id, as the text of an export. */
export function renamed(text: string, from: string, to: string): string {
  const [key, own] = [JSON.stringify(from), JSON.stringify(to)];
  const body = inside(text);
  const start = body.indexOf("{");
  const rest = body.slice(start);
  const id = rest.indexOf(`"id":${key}`);
  const changed = id < 0 ? rest : `${rest.slice(0, id)}"id":${own}${rest.slice(id + 5 + key.length)}`;
  return `{"buckets":{${own}:${changed}}}\n`;
}

/** An event of any source: a bucket, or a query's answer. */
export interface TableEvent {
  timestamp: string;
  duration: number;
  data: { [key: string]: Json };
}

/** Every key that any of the events has, in the order in which they are met. */
export function dataKeys(events: Iterable<TableEvent>): string[] {
  const keys = new Set<string>();
  for (const { data } of events) for (const key of Object.keys(data)) keys.add(key);
  return [...keys];
}

/** Rows for a spreadsheet (RFC 4180): columns are `bucket` where there are several, times, and the union of all keys. */
export function eventsCsv(buckets: readonly { id: string; events: readonly TableEvent[] }[]): string {
  const several = buckets.length > 1;
  const keys = dataKeys(chain(buckets.map(({ events }) => events)));
  const head = [...(several ? ["bucket"] : []), "timestamp", "duration", ...keys];
  const lines = [csvLine(head)];
  for (const { id, events } of buckets) {
    for (const { timestamp, duration, data } of events) {
      lines.push(csvLine([...(several ? [id] : []), timestamp, duration, ...keys.map((key) => data[key] ?? null)]));
    }
  }
  return lines.join("");
}

/** Rows of any JSON values; objects become JSON, nothing stays empty. */
export function csvLine(values: readonly Json[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: Json): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // A spreadsheet would compute a title that looks like a formula: titles come from any page of the web.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function* chain<T>(lists: readonly (readonly T[])[]): Generator<T> {
  for (const list of lists) yield* list;
}

/** Counts events in the pieces of an export as they come. */
export class EventCounter {
  seen = 0;
  private matched = 0;

  constructor(private readonly pattern = new TextEncoder().encode('"timestamp":')) {}

  /** Take in the next piece; a mark may be cut by its edge. Returns how many there were so far. */
  add(piece: Uint8Array): number {
    for (const byte of piece) {
      if (byte === this.pattern[this.matched]) {
        this.matched += 1;
        if (this.matched === this.pattern.length) {
          this.seen += 1;
          this.matched = 0;
        }
      } else this.matched = byte === this.pattern[0] ? 1 : 0;
    }
    return this.seen;
  }
}

/** A name for a file: what file systems do not like becomes a dash. */
export function fileName(parts: readonly string[], extension: string): string {
  return `${parts.join("-").replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}.${extension}`;
}
