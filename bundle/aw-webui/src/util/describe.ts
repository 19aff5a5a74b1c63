/** What an event says, in one line: the value that a person knows it by, then the others. */
import type { Json } from "@/api";

/** Keys by which people know an event, the most telling first. */
const TELLING = ["app", "title", "label", "url", "file", "project", "status", "entity", "name", "app_name"];

export function describeData(data: { [key: string]: Json }): string {
  const keys = Object.keys(data);
  const known = TELLING.filter((key) => keys.includes(key));
  const chosen = known.length > 0 ? known.slice(0, 2) : keys.slice(0, 2);
  return chosen.map((key) => valueText(data[key] ?? null)).filter(Boolean).join(" · ");
}

export function valueText(value: Json): string {
  return typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
}
