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

export function readAddress(query: Query, startOfDay: string): Address {
  const text = (key: string) => (typeof query[key] === "string" ? query[key] : "");
  const grouping = GROUPINGS.find((known) => known === query.by) ?? "category";
  const minimum = Number(text("min"));
  return {
    view: spanOf(query.from ?? query.start, query.to ?? query.end, startOfDay),
    grouping,
    filters: {
      host: text("host"),
      client: text("client"),
      category: text("category"),
      minimum: Number.isFinite(minimum) && minimum > 0 ? Math.min(minimum, 86_400) : 0,
      present: query.afk !== "1",
      measured: query.measured === "1",
      text: text("q"),
    },
  };
}

export function writeAddress({ view, grouping, filters }: Address): Record<string, string> {
  const query: Record<string, string> = {};
  if (view) {
    query.from = new Date(view.start).toISOString();
    query.to = new Date(view.end).toISOString();
  }
  if (grouping !== "category") query.by = grouping;
  for (const key of ["host", "client", "category"] as const) if (filters[key] !== "") query[key] = filters[key];
  if (filters.minimum !== NO_FILTERS.minimum) query.min = String(filters.minimum);
  if (!filters.present) query.afk = "1";
  if (filters.measured) query.measured = "1";
  if (filters.text.trim() !== "") query.q = filters.text;
  return query;
}

/** How many filters hold something back or let something in. */
export function countFilters(filters: Filters): number {
  return (Object.keys(NO_FILTERS) as (keyof Filters)[]).filter((key) => filters[key] !== NO_FILTERS[key]).length;
}
