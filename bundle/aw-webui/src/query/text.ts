/** Values in the query language (docs/query-language.md): how to write them so that they are read as meant. */
import type { Json } from "@/api";

/**
 * A text. A backslash stands for itself; only one before the text's own quote would be read as the quote's, so the
 * other quote is taken where that helps. A text whose end cannot be written (it ends with a backslash) is refused.
 */
export function textLiteral(text: string): string {
  const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
  if (text.endsWith("\\")) throw new RangeError("A text of a query cannot end with a backslash");
  return quote + text.replaceAll(quote, `\\${quote}`) + quote;
}

/** A text that holds an equal regular expression: escaped quotes lose their backslash, a last one is kept apart. */
export function regexLiteral(regex: string): string {
  const plain = regex.replaceAll(/\\([\s\S])/g, (whole, next: string) => (next === '"' || next === "'" ? next : whole));
  return textLiteral(plain.replaceAll(/(\\\\)(?=["']|$)/g, "$1(?:)"));
}

/** Texts, whole numbers, booleans, lists and objects. */
export function literal(value: Json): string {
  if (typeof value === "string") return textLiteral(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number" && Number.isInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([key, held]) => `${textLiteral(key)}: ${literal(held)}`);
    return `{${pairs.join(", ")}}`;
  }
  throw new TypeError(`A query cannot hold ${String(value)}`);
}

/** `start/end` of a period for `ApiClient.query`; milliseconds since the epoch in. */
export function timeperiod(start: number, end: number): string {
  return `${new Date(start).toISOString()}/${new Date(end).toISOString()}`;
}
