/** What an address of the timeline says and how the page writes its own: bookmarks and links from other pages. Pure. */
import { GROUPINGS, NO_FILTERS, type Filters, type Grouping } from "./questions";
import { spanOf, type Span } from "./view";

export interface Address {
  /** `null`: as much as the setting says, up to now. */
  view: Span | null;
  grouping: Grouping;
  filters: Filters;
}

type Query = Record<string, unknown>;

/** As a host: every device. */
const EVERY = "*";

/** `usual`: the device that is meant while the address names none; empty: every one. */
export function readAddress(query: Query, startOfDay: string, usual = ""): Address {
  const text = (key: string) => (typeof query[key] === "string" ? query[key] : "");
  const grouping = GROUPINGS.find((known) => known === query.by) ?? "category";
  const minimum = Number(text("min"));
  return {
    view: spanOf(query.from ?? query.start, query.to ?? query.end, startOfDay),
    grouping,
    filters: {
      host: text("host") === EVERY ? "" : text("host") || usual,
      client: text("client"),
      category: text("category"),
      minimum: Number.isFinite(minimum) && minimum > 0 ? Math.min(minimum, 86_400) : 0,
      present: query.afk !== "1",
      measured: query.measured === "1",
      text: text("q"),
    },
  };
}

export function writeAddress({ view, grouping, filters }: Address, usual = ""): Record<string, string> {
  const query: Record<string, string> = {};
  if (view) {
    query.from = new Date(view.start).toISOString();
    query.to = new Date(view.end).toISOString();
  }
  if (grouping !== "category") query.by = grouping;
  if (filters.host !== usual) query.host = filters.host || EVERY;
  for (const key of ["client", "category"] as const) if (filters[key] !== "") query[key] = filters[key];
  if (filters.minimum !== NO_FILTERS.minimum) query.min = String(filters.minimum);
  if (!filters.present) query.afk = "1";
  if (filters.measured) query.measured = "1";
  if (filters.text.trim() !== "") query.q = filters.text;
  return query;
}

/** How many filters hold something back or let something in. */
export function countFilters(filters: Filters, usual = ""): number {
  const none: Filters = { ...NO_FILTERS, host: usual };
  return (Object.keys(none) as (keyof Filters)[]).filter((key) => filters[key] !== none[key]).length;
}
