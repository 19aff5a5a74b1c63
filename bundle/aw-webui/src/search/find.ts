/** Looking for a text over years: the question, the pages of its answer, what belongs together. Pure. */
import type { ListedBucket, StoredEvent } from "@/api";
import { draftOf, mainText, type Data } from "@/events/edit";
import { canonical, literal, patternOf, regexLiteral, textLiteral, type DeviceBuckets } from "@/query";
import { isNobodys, TYPES } from "@/util/devices";

export interface Search {
  text: string;
  /** Whether the text is a regular expression, in which case counts. */
  regex: boolean;
  /** Dates `YYYY-MM-DD`, the last with its day; empty: without an end. */
  from: string;
  to: string;
  /** Empty: every device. */
  host: string;
}

/** Where is looked. */
export const KEYS = ["app", "title", "url", "file", "project", "label"];

/** Events of a bucket that come at once. */
export const PAGE = 1000;

/** Buckets in which something can be found: nobody looks for being away. */
export function searchedBuckets(buckets: readonly ListedBucket[], host: string): ListedBucket[] {
  return buckets
    .filter(({ type }) => type !== TYPES.afk && type !== TYPES.pause)
    .filter((bucket) => host === "" || bucket.hostname === host || isNobodys(bucket))
    .sort((a, b) => a.id.localeCompare(b.id));
}

export interface PageAnswer {
  /** Seconds in which anything was found, each moment once. */
  recorded: number;
  /** By bucket, newest first, at most one more than `PAGE`. */
  events: StoredEvent[][];
}

/** The newest finds of each bucket in the period, and how long all of them last. */
export function pageStatements(search: Search, buckets: readonly ListedBucket[]): string[] {
  const pattern = regexLiteral(patternOf(search.text, search.regex));
  const names = buckets.map((_, at) => `found_${at}`);
  const all = names.length > 1 ? `concat(${names.join(", ")})` : (names[0] ?? "[]");
  return [
    ...buckets.map(({ id }, at) => `found_${at} = filter_keys_regex(query_bucket(${textLiteral(id)}), ${literal(KEYS)}, ${pattern});`),
    `RETURN = {"recorded": sum_durations(period_union(${all}, [])), "events": [${names.map((name) => `limit_events(${name}, ${PAGE + 1})`).join(", ")}]};`,
  ];
}

/** How much of it was active time, counted as on every page. */
export function activeStatements(search: Search, devices: readonly DeviceBuckets[], alwaysActive: string): string[] {
  const pattern = regexLiteral(patternOf(search.text, search.regex));
  return [
    ...canonical({ devices, alwaysActive, categorized: false }),
    // When each of them said it, not what they said together: a year has few texts and very many combinations.
    `when = period_union(filter_keys_regex(events, ${literal(KEYS)}, ${pattern}), filter_keys_regex(browsing, ["url"], ${pattern}));`,
    `when = period_union(when, filter_keys_regex(editing, ["file", "project"], ${pattern}));`,
    "RETURN = sum_durations(filter_period_intersect(events, when));",
  ];
}

/** A find: an event with its bucket. `cut`: it reaches over an edge of what was asked, so its times are not all. */
export interface Find {
  bucket: string;
  event: StoredEvent;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  cut: boolean;
}

export interface FindPage {
  finds: Find[];
  /** Where the next page ends; `null` when there is none. */
  next: number | null;
}

/** The finds that are sure to be complete: older than the oldest of a bucket that has more, there may be others. */
export function pageOf(answer: PageAnswer, buckets: readonly ListedBucket[], start: number, end: number): FindPage {
  const startOf = (event: StoredEvent) => Date.parse(event.timestamp);
  const horizon = Math.max(
    -Infinity,
    ...answer.events.filter((list) => list.length > PAGE).map((list) => startOf(list[PAGE - 1]!)),
  );
  const finds = answer.events.flatMap((list, at) =>
    list.slice(0, PAGE).flatMap((event): Find[] => {
      const { start: from, end: to } = draftOf(event);
      const find = { bucket: buckets[at]!.id, event, start: from / 1000, end: to / 1000, cut: from / 1000 <= start || to / 1000 >= end };
      return find.start >= horizon ? [find] : [];
    }),
  );
  return { finds: finds.sort((a, b) => b.start - a.start), next: horizon === -Infinity ? null : horizon };
}

/** Tells finds apart. */
export function findKey({ bucket, event }: Find): string {
  return `${bucket}/${String(event.id)}`;
}

/** Finds without a long break between them, whichever program saw them: one time that something was worked on. */
export interface Stretch {
  key: string;
  start: number;
  end: number;
  /** Seconds in which something was found, each moment once. */
  seconds: number;
  /** In which applications, those with the most time first; the buckets where no application is known. */
  apps: string[];
  /** What was found longest. */
  title: string;
  /** How many different things besides. */
  others: number;
  /** Newest first. */
  finds: Find[];
}

/** Milliseconds of a break that ends a stretch. */
const BREAK = 15 * 60_000;

/** Stretches, the newest first, of finds with the newest first. */
export function stretchesOf(finds: readonly Find[]): Stretch[] {
  const runs: Find[][] = [];
  // Oldest first: how far a run reaches is known once its last find was seen.
  let reach = -Infinity;
  for (const find of [...finds].reverse()) {
    if (find.start - reach <= BREAK) runs.at(-1)!.push(find);
    else runs.push([find]);
    reach = Math.max(reach, find.end);
  }
  return runs.reverse().map((run) => stretchOf(run));
}

/** `run` has the oldest first. */
function stretchOf(run: Find[]): Stretch {
  let seconds = 0;
  let reach = -Infinity;
  for (const { start, end } of run) {
    seconds += Math.max(0, end - Math.max(start, reach)) / 1000;
    reach = Math.max(reach, end);
  }
  const titles = longest(run, ({ event }) => mainText(event.data as Data));
  const apps = longest(run, ({ event }) => String((event.data as Data).app ?? "")).filter((app) => app !== "");
  if (apps.length === 0) apps.push(...longest(run, ({ bucket }) => bucket));
  return {
    key: findKey(run.at(-1)!),
    start: run[0]!.start,
    end: reach,
    seconds,
    apps,
    title: titles[0] ?? "",
    others: titles.length - 1,
    finds: [...run].reverse(),
  };
}

/** What the finds are called, those with the most time first. */
function longest(finds: readonly Find[], nameOf: (find: Find) => string): string[] {
  const times = new Map<string, number>();
  for (const find of finds) times.set(nameOf(find), (times.get(nameOf(find)) ?? 0) + find.event.duration);
  return [...times].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

// --- Address --------------------------------------------------------------------------------------------------------

export function readSearch(query: Record<string, unknown>): Search {
  const text = (key: string) => (typeof query[key] === "string" ? query[key] : "");
  const date = (key: string) => (/^\d{4}-\d\d-\d\d/.test(text(key)) ? text(key).slice(0, 10) : "");
  return { text: text("q"), regex: query.regex === "1", from: date("from"), to: date("to"), host: text("host") };
}

export function writeSearch({ text, regex, from, to, host }: Search): Record<string, string> {
  const said = { q: text, regex: regex ? "1" : "", from, to, host };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ""));
}
