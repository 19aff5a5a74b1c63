/**
 * What a person did, as statements of the query language: the same for every page, so that their figures agree, and the
 * same as the server's own (`aw_server/canonical.py`).
 *
 * After `canonical(question)` these variables hold, without overlaps (no hour of theirs has more than sixty minutes):
 *
 * | variable   | events                                                                                          |
 * |------------|-------------------------------------------------------------------------------------------------|
 * | `presence` | periods in which somebody was there, no data                                                    |
 * | `events`   | active time: `app`, `title`, `$category` (windows cut to presence; several devices count once);  |
 * |            | the page in front and the file being edited count for the category; what was entered by hand    |
 * |            | counts in place of windows: `label`                                                             |
 * | `browsing` | pages in front: `url`, `title`, `$domain`, … (within `events`)                                   |
 * | `editing`  | what was edited: `file`, `project`, `language` (within presence)                                 |
 * | `measured` | the stopwatch: `label`                                                                          |
 */
import { browserPattern } from "./browsers";
import { literal, regexLiteral, textLiteral } from "./text";

/** After `canonical`: seconds of `events` that somebody entered by hand, away from any computer or at one. */
export const ENTERED = 'sum_durations(concat(filter_keyvals(events, "manual", [true]), filter_keyvals(events, "entered", ["by hand"])))';

/** The buckets of one device, by kind. */
export interface DeviceBuckets {
  window: readonly string[];
  afk: readonly string[];
  browser: readonly string[];
  editor: readonly string[];
  stopwatch: readonly string[];
  /** How far the newest window and AFK events reach, as `GET /api/0/today` tells; of this computer and today only. */
  reach?: { window: Reach | null; afk: Reach | null } | null;
}

/** Up to when the newest event lasts, if it ended at most so many seconds before. */
export interface Reach {
  until: string;
  seconds: number;
}

export interface Question {
  devices: readonly DeviceBuckets[];
  /** Count only time in which somebody was there (default), or all window time. */
  onlyPresent?: boolean;
  /** Sound from the tab in front counts as being there (default). */
  audible?: boolean;
  /** A regular expression on `app` and `title` that counts as being there; empty: none. */
  alwaysActive?: string;
  /** Measured time counts too, as what was entered by hand always does: in place of what the windows say. */
  withStopwatch?: boolean;
  /** Only time in exactly these categories; absent: all. */
  categories?: readonly (readonly string[])[] | null;
  /** Only time in windows of this application; absent: all. */
  app?: string | null;
  /** `false`: nobody looks at `$category`, so it is not found out. A filter by category needs it. */
  categorized?: boolean;
}

/**
 * Statements that leave the variables above. `before` is put in where the time is known and its categories are not yet:
 * what is left out there needs none.
 */
export function canonical(question: Question, before: readonly string[] = []): string[] {
  const { devices } = question;
  const lines = devices.flatMap((device, at) => deviceLines(device, at, question));
  const join = (name: string) => together(devices.map((_, at) => `${name}_${at}`));
  lines.push(
    `presence = ${union(devices.map((_, at) => `presence_${at}`))};`,
    `events = ${devices.length > 1 ? resolved(join("events")) : join("events")};`,
    `browsing = ${devices.length > 1 ? resolved(join("browsing")) : join("browsing")};`,
    `editing = ${devices.length > 1 ? resolved(join("editing")) : join("editing")};`,
  );
  // Buckets without a device belong to every device: once is enough.
  const stopwatches = unique(devices.flatMap(({ stopwatch }) => stopwatch));
  lines.push(`measured = ${resolved(read(stopwatches))};`);
  if (stopwatches.length > 0) {
    const byHand = `resolve_overlaps(filter_keyvals(${read(stopwatches)}, "entered", ["by hand"]))`;
    const entered = question.withStopwatch ? "measured" : byHand;
    lines.push(`events = union_no_overlap(${entered}, sort_by_timestamp(events));`);
  }
  lines.push(...before);
  if (question.categorized !== false) lines.push("events = categorize(events, classes(), browsing, editing);");
  if (question.categories) {
    const wanted = literal(question.categories.map((path) => [...path]));
    lines.push(`events = filter_keyvals(events, "$category", ${wanted});`);
  }
  if (question.app) lines.push(`events = filter_keyvals(events, "app", ${literal([question.app])});`);
  if (question.categories || question.app) {
    lines.push(
      "browsing = filter_period_intersect(browsing, events);",
      "editing = filter_period_intersect(editing, events);",
    );
  }
  return lines;
}

function deviceLines(device: DeviceBuckets, at: number, question: Question): string[] {
  const { onlyPresent = true, audible = true, alwaysActive = "" } = question;
  const [windows, presence, events, browsing, editing] = [
    `windows_${at}`,
    `presence_${at}`,
    `events_${at}`,
    `browsing_${at}`,
    `editing_${at}`,
  ];
  const lines = [`${windows} = flood(${resolved(reaching(read(device.window), device.reach?.window))});`, ...browserLines(device, at)];
  // A device without an AFK watcher counts as attended.
  const attended = !onlyPresent || device.afk.length === 0;
  if (attended) lines.push(`${presence} = period_union(${windows}, []);`);
  else {
    const statuses = `flood(${resolved(reaching(read(device.afk), device.reach?.afk))})`;
    lines.push(`${presence} = period_union(filter_keyvals(${statuses}, "status", ["not-afk"]), []);`);
    if (audible && device.browser.length > 0) {
      lines.push(`${presence} = period_union(${presence}, filter_keyvals(${browsing}, "audible", [true]));`);
    }
    if (alwaysActive) {
      for (const key of ["app", "title"]) {
        const found = `filter_keyvals_regex(${windows}, "${key}", ${regexLiteral(alwaysActive)})`;
        lines.push(`${presence} = period_union(${presence}, ${found});`);
      }
    }
  }
  lines.push(
    `${events} = ${attended ? windows : `filter_period_intersect(${windows}, ${presence})`};`,
    `${browsing} = filter_period_intersect(${browsing}, ${presence});`,
    `${editing} = filter_period_intersect(flood(${resolved(read(device.editor))}), ${presence});`,
  );
  return lines;
}

/** The pages of a device's browsers, each only while a window of that browser is in front. */
function browserLines(device: DeviceBuckets, at: number): string[] {
  const pages = device.browser.map((bucket) => {
    const front = `filter_keyvals_regex(windows_${at}, "app", ${regexLiteral(browserPattern(bucket))})`;
    return `filter_period_intersect(flood(query_bucket(${textLiteral(bucket)})), ${front})`;
  });
  return [`browsing_${at} = split_url_events(${resolved(together(pages))});`];
}

function reaching(events: string, reach: Reach | null | undefined): string {
  return reach ? `prolong(${events}, ${textLiteral(reach.until)}, ${reach.seconds})` : events;
}

function read(buckets: readonly string[]): string {
  return together(buckets.map((bucket) => `query_bucket(${textLiteral(bucket)})`));
}

function resolved(events: string): string {
  return events === "[]" ? events : `resolve_overlaps(${events})`;
}

function together(lists: readonly string[]): string {
  if (lists.length === 0) return "[]";
  return lists.length === 1 ? lists[0]! : `concat(${lists.join(", ")})`;
}

function union(lists: readonly string[]): string {
  return lists.length === 0 ? "[]" : lists.reduce((all, list) => `period_union(${all}, ${list})`);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
