/** What a query's text becomes before it is sent, and what may be suggested while it is written. Pure. */
import type { CategoryClass, ListedBucket } from "@/api";
import { literal, regexLiteral, textLiteral } from "@/query";
import { bucketsOf, type Device } from "@/util/devices";
import { FUNCTIONS, GIVEN } from "./functions";

/** The ecosystem's word for the user's category rules, written out where it stands. */
export const PLACEHOLDER = "__CATEGORIES__";

/** A text that can be sent, and the way back from a place in it (from 1) to the place in what was written. */
export interface Expanded {
  text: string;
  back: (line: number, column: number) => { line: number; column: number };
}

/** Put the rules in the place of the placeholder. */
export function expand(written: string, classes: readonly CategoryClass[]): Expanded {
  const rules = written.includes(PLACEHOLDER) ? rulesText(classes) : "";
  const longer = rules.length - PLACEHOLDER.length;
  const lines = written.split("\n");
  return {
    text: written.replaceAll(PLACEHOLDER, () => rules),
    back(line, column) {
      let left = column;
      const own = lines[line - 1] ?? "";
      for (let at = own.indexOf(PLACEHOLDER); at >= 0 && left > at + 1; at = own.indexOf(PLACEHOLDER, at + 1)) {
        left = Math.max(at + 1, left - longer);
      }
      return { line, column: left };
    },
  };
}

/** `[[["Work"], {"type": "regex", …}], …]` as `categorize` takes it. */
function rulesText(classes: readonly CategoryClass[]): string {
  const entries = classes
    .filter(({ rule }) => rule.type !== "none" && rule.type !== null && rule.type !== undefined)
    .map(({ name, rule }) => {
      const pairs = Object.entries(rule).map(
        ([key, value]) => `${textLiteral(key)}: ${typeof value === "string" ? regexLiteral(value) : literal(value)}`,
      );
      return `[${literal([...name])}, {${pairs.join(", ")}}]`;
    });
  return `[${entries.join(", ")}]`;
}

/** Names that the text assigns, in their order. */
export function assigned(text: string): string[] {
  const found = text.matchAll(/(?:^|;)\s*([^\W\d]\w*)\s*=/gu);
  return [...new Set([...found].map((match) => match[1]!))].filter((name) => !GIVEN.includes(name));
}

/** Where the cursor stands: inside a text that began here, or in a name. */
export type Position = { inside: "text"; from: number } | { inside: "name"; from: number } | null;

export function positionAt(text: string, at: number): Position {
  let quote: { sign: string; from: number } | null = null;
  for (let i = 0; i < at; i += 1) {
    const sign = text[i]!;
    if (quote === null) {
      if (sign === '"' || sign === "'") quote = { sign, from: i + 1 };
    } else if (sign === "\\" && text[i + 1] === quote.sign) i += 1;
    else if (sign === quote.sign) quote = null;
  }
  if (quote) return { inside: "text", from: quote.from };
  const word = /[^\W\d]\w*$/u.exec(text.slice(0, at));
  return word ? { inside: "name", from: word.index } : null;
}

export interface Suggestion {
  label: string;
  kind: "function" | "variable" | "text";
  detail: string;
}

/** What may stand here: buckets inside a text, elsewhere functions and variables. */
export function suggestions(text: string, position: Position, buckets: readonly string[]): Suggestion[] {
  if (position === null) return [];
  if (position.inside === "text") return buckets.map((label) => ({ label, kind: "text", detail: "" }));
  const names = [...assigned(text), ...GIVEN, PLACEHOLDER];
  return [
    ...Object.entries(FUNCTIONS).map(([label, args]) => ({ label, kind: "function" as const, detail: `(${args})` })),
    ...names.map((label) => ({ label, kind: "variable" as const, detail: "" })),
  ];
}

/** A first query that works with what is recorded on this device. */
export function starter(device: Device | undefined): string {
  const first = (kind: "window" | "afk") => device && bucketsOf(device.buckets, kind, device.hostname)[0];
  const source = (id: string | undefined, prefix: string) =>
    id === undefined ? `query_bucket(find_bucket(${textLiteral(prefix)}))` : `query_bucket(${textLiteral(id)})`;
  return [
    `events = flood(${source(first("window"), "aw-watcher-window_")});`,
    `not_afk = filter_keyvals(${source(first("afk"), "aw-watcher-afk_")}, "status", ["not-afk"]);`,
    "events = filter_period_intersect(events, not_afk);",
    "events = categorize(events, classes());",
    'RETURN = sort_by_duration(merge_events_by_keys(events, ["app"]));',
  ].join("\n");
}

export function bucketIds(buckets: readonly ListedBucket[]): string[] {
  return buckets.map(({ id }) => id).sort();
}
