/** The whole activity view as one request, and its answer cut into what the panels show. */
import type { StoredEvent } from "@/api";
import { canonical, ENTERED, type Question } from "./canonical";
import type { Asked, Span } from "./request";
import { literal, textLiteral } from "./text";

/** What to ask besides whose time and which filter. Moments in milliseconds since the epoch. */
export interface ViewQuestion extends Question {
  start: number;
  end: number;
  /** Earlier periods whose sums are shown, too. */
  before: readonly Span[];
  resolution: "hour" | "day" | "month";
  /** What the earlier periods are cut into. */
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
  stretches: Columns;
  presence: StoredEvent[];
}

/** Events as `columns` of the query language gives them: microseconds, and a number into `data` for each. */
export interface Columns {
  start: number[];
  duration: number[];
  code: number[];
  data: StoredEvent["data"][];
}

/** How many rows a list of the answer has at most; what is beyond is told as the rest. */
export const LONGEST_LIST = 100;

/** Beyond the edges of what is asked for, so that small holes there are closed as they are anywhere. */
const MARGIN = 3_600_000;

/**
 * What to ask: the view, then the sums of each earlier period by `$period`.
 *
 * These are questions of their own, the same for each period: the server knows the answers about past days, whatever is
 * recorded meanwhile. How much, not of what: only a filter has to know the categories of all that time.
 */
export function activityQuestions(view: ViewQuestion): [Asked, Asked] {
  return [
    { statements: activityQuery(view), periods: [{ start: view.start, end: view.end }] },
    { statements: sumsQuery(view), periods: view.before.map(({ start, end }) => ({ start: start - MARGIN, end: end + MARGIN })) },
  ];
}

function sumsQuery(view: ViewQuestion): string[] {
  const filtered = Boolean(view.categories || view.app);
  const devices = view.devices.map((device) => ({ ...device, reach: null, editor: filtered ? device.editor : [] }));
  return [
    ...canonical({ ...view, devices, categorized: filtered }),
    `RETURN = merge_events_by_keys(split_by_period(keep_keys(events, []), "${view.strip}", ${edgesOf(view)}), ["$period"]);`,
  ];
}

export function activityQuery(view: ViewQuestion): string[] {
  const { resolution } = view;
  const [start, end] = [view.start, view.end].map(iso);
  const narrowed = ["events", "browsing", "editing", "measured", "presence"].map((name) => `${name} = cut(${name}, ${start}, ${end});`);
  return [
    `STARTTIME = ${iso(view.start - MARGIN)};`,
    `ENDTIME = ${iso(view.end + MARGIN)};`,
    ...canonical(view, narrowed),
    'kinds = keep_keys(events, ["$category"]);',
    `bars = merge_events_by_keys(split_by_period(kinds, "${resolution}", ${edgesOf(view)}), ["$period", "$category"]);`,
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
    stretches: view.stretches ? "columns(flood(named, 0))" : "columns([])",
    presence: view.stretches ? "presence" : "[]",
  };
}

function edgesOf({ timezone, startOfDay, startOfWeek }: ViewQuestion): string {
  return [timezone, startOfDay, startOfWeek].map(textLiteral).join(", ");
}

function iso(moment: number): string {
  return textLiteral(new Date(moment).toISOString());
}
