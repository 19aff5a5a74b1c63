/** The whole activity view as one query, and its answer cut into what the panels show. */
import type { StoredEvent } from "@/api";
import { canonical, ENTERED, type Question } from "./canonical";
import { literal, textLiteral } from "./text";

/** What to ask besides whose time and which filter. Moments in milliseconds since the epoch. */
export interface ViewQuestion extends Question {
  start: number;
  end: number;
  /** From here on periods of the same length are added up for the strip above the view; at most `start`. */
  since: number;
  resolution: "hour" | "day" | "month";
  /** What a bar of the strip is. */
  strip: "day" | "week" | "month" | "year";
  timezone: string;
  startOfDay: string;
  startOfWeek: string;
  /** Also what happened when, for the clock and the lane of a day. */
  stretches: boolean;
  /** Also the sum of each day, for a calendar. */
  days: boolean;
}

/** What the query returns; events as the language makes them. */
export interface ViewAnswer {
  total: number;
  /** Of it, what was entered by hand. */
  entered: number;
  strip: StoredEvent[];
  bars: StoredEvent[];
  days: StoredEvent[];
  apps: StoredEvent[];
  titles: StoredEvent[];
  categories: StoredEvent[];
  domains: StoredEvent[];
  urls: StoredEvent[];
  files: StoredEvent[];
  languages: StoredEvent[];
  projects: StoredEvent[];
  stopwatch: StoredEvent[];
  browsing: number;
  editing: number;
  stretches: StoredEvent[];
  presence: StoredEvent[];
}

/** How many rows a list of the answer has at most; what is beyond is told as the rest. */
export const LONGEST_LIST = 100;

/** Beyond the edges of what is asked for, so that small holes there are closed as they are anywhere. */
const MARGIN = 3_600_000;

export function activityQuery(view: ViewQuestion): string[] {
  const { resolution, strip } = view;
  const edges = edgesOf(view);
  const [since, start, end] = [view.since, view.start, view.end].map(iso);
  const narrowed = [
    `all = cut(keep_keys(events, []), ${since}, ${end});`,
    `strip = merge_events_by_keys(split_by_period(all, "${strip}", ${edges}), ["$period"]);`,
    ...["events", "browsing", "editing", "measured", "presence"].map((name) => `${name} = cut(${name}, ${start}, ${end});`),
  ];
  // The bars of earlier periods tell how much, not of what: only a filter has to know the categories of all that time.
  const filtered = Boolean(view.categories || view.app);
  return [
    `STARTTIME = ${iso(view.since - MARGIN)};`,
    `ENDTIME = ${iso(view.end + MARGIN)};`,
    ...canonical(view, filtered ? [] : narrowed),
    ...(filtered ? narrowed : []),
    'kinds = keep_keys(events, ["$category"]);',
    `bars = merge_events_by_keys(split_by_period(kinds, "${resolution}", ${edges}), ["$period", "$category"]);`,
    'named = keep_keys(events, ["app", "$category", "label"]);',
    `RETURN = {${Object.entries(parts(view))
      .map(([key, value]) => `${literal(key)}: ${value}`)
      .join(", ")}};`,
  ];
}

function parts(view: ViewQuestion): Record<keyof ViewAnswer, string> {
  const top = (events: string, keys: string[]) =>
    `limit_events(sort_by_duration(merge_events_by_keys(${events}, ${literal(keys)})), ${LONGEST_LIST})`;
  return {
    total: "sum_durations(events)",
    entered: ENTERED,
    strip: "strip",
    bars: "bars",
    days: view.days
      ? `merge_events_by_keys(split_by_period(keep_keys(kinds, []), "day", ${edgesOf(view)}), ["$period"])`
      : "[]",
    apps: 'sort_by_duration(merge_events_by_keys(named, ["app", "label", "$category"]))',
    titles: top("events", ["app", "title", "label", "$category"]),
    categories: 'sort_by_duration(merge_events_by_keys(kinds, ["$category"]))',
    domains: top("browsing", ["$domain"]),
    urls: top("browsing", ["url"]),
    files: top("editing", ["file", "language"]),
    languages: top("editing", ["language"]),
    projects: top("editing", ["project"]),
    stopwatch: top("measured", ["label"]),
    browsing: "sum_durations(browsing)",
    editing: "sum_durations(editing)",
    stretches: view.stretches ? 'flood(keep_keys(events, ["app", "$category", "label"]), 0)' : "[]",
    presence: view.stretches ? "presence" : "[]",
  };
}

function edgesOf({ timezone, startOfDay, startOfWeek }: ViewQuestion): string {
  return [timezone, startOfDay, startOfWeek].map(textLiteral).join(", ");
}

function iso(moment: number): string {
  return textLiteral(new Date(moment).toISOString());
}
