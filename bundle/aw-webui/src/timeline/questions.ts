/** What the timeline asks: canonical time by lanes, in events or in how much of each hour or day; sums of a span. Pure. */
import type { ListedBucket } from "@/api";
import { canonical, deviceBuckets, literal, patternOf, regexLiteral, textLiteral, WITH_PAGES_AND_FILES, type DeviceBuckets } from "@/query";
import { isWithin, parsePath, UNCATEGORIZED, type CategoryPath } from "@/util/categories";
import { activeDevices, bucketsOf, devicesOf, isNobodys, TYPES } from "@/util/devices";
import type { WeekStart } from "@/util/dates";
import { HOUR, type Level, type Span } from "./view";

export const GROUPINGS = ["category", "project", "device", "bucket"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Filters {
  /** Names of devices, separated by commas; empty: every device. */
  host: string;
  /** Empty: whatever sent it. */
  client: string;
  /** "Work > Programming"; empty: every category. */
  category: string;
  /** Seconds below which nothing is drawn or listed; sums hold everything. */
  minimum: number;
  /** Only time in which somebody was there. */
  present: boolean;
  /** Count what was measured, as what was entered by hand always is, in place of what the windows say. */
  measured: boolean;
  text: string;
}

export const NO_FILTERS: Filters = { host: "", client: "", category: "", minimum: 0, present: true, measured: false, text: "" };

/** What a question depends on besides its period. */
export interface Scene {
  filters: Filters;
  buckets: readonly ListedBucket[];
  /** Of every rule. */
  categories: readonly CategoryPath[];
  alwaysActive: string;
  zone: string;
  startOfDay: string;
  startOfWeek: WeekStart;
  /** How far the newest events of a device reach into the present, where the question is about now. */
  reach?: { host: string; of: NonNullable<DeviceBuckets["reach"]> | null } | null;
}

/** What lists and blocks show of an event. */
const SHOWN = ["app", "title", "url", "file", "project", "label", "status", "$category"];

/** The key that tells the events of a bucket apart when they are summed up. */
export function mainKey(type: string): string {
  const keys: Record<string, string> = {
    [TYPES.window]: "app",
    [TYPES.afk]: "status",
    [TYPES.browser]: "$domain",
    [TYPES.editor]: "project",
    [TYPES.stopwatch]: "label",
    [TYPES.pause]: "status",
  };
  return keys[type] ?? "";
}

/** The buckets that pass the filters, by device and name. */
export function chosenBuckets({ buckets, filters }: Pick<Scene, "buckets" | "filters">): ListedBucket[] {
  const named = namedHosts(filters.host);
  return buckets
    .filter((bucket) => filters.host === "" || named.includes(bucket.hostname) || isNobodys(bucket))
    .filter((bucket) => filters.client === "" || bucket.client === filters.client)
    .sort((a, b) => a.hostname.localeCompare(b.hostname) || a.id.localeCompare(b.id));
}

/** Names of the devices that are looked at. */
export function chosenHosts(scene: Pick<Scene, "buckets" | "filters">): string[] {
  const { host } = scene.filters;
  const active = activeDevices(devicesOf(chosenBuckets(scene))).map(({ hostname }) => hostname);
  return host === "" ? active : namedHosts(host);
}

function namedHosts(host: string): string[] {
  return host.split(",").filter(Boolean);
}

/** Statements that leave what passes the filters in `events`; the same that every page starts from. */
function counted(scene: Scene, hosts: readonly string[], projects = false): string[] {
  const { filters } = scene;
  const buckets = chosenBuckets(scene);
  const wanted = parsePath(filters.category);
  const statements = canonical({
    devices: hosts.map((host) => ({ ...deviceBuckets(buckets, host), reach: scene.reach?.host === host ? scene.reach.of : null })),
    onlyPresent: filters.present,
    alwaysActive: scene.alwaysActive,
    withStopwatch: filters.measured,
    categories: wanted.length === 0 ? null : [wanted, ...[...scene.categories, UNCATEGORIZED].filter((path) => path.length > wanted.length && isWithin(path, wanted))],
  });
  if (projects || filters.text.trim() !== "") statements.push(...WITH_PAGES_AND_FILES);
  if (filters.text.trim() !== "") {
    const found = `[], ${regexLiteral(patternOf(filters.text))}`;
    statements.push(`events = filter_keys_regex(events, ${found});`, `measured = filter_keys_regex(measured, ${found});`);
  }
  return statements;
}

/** What a tile holds, by part: `cells/<number>` of a device or bucket or of all, `measured`, `states/<number>`. */
export function tileStatements(scene: Scene, grouping: Grouping, level: Level): string[] {
  const lines: string[] = [];
  const parts: [string, string][] = [];
  const keep = (part: string, value: string) => {
    const name = `part_${parts.length}`;
    lines.push(`${name} = ${value};`);
    parts.push([part, name]);
  };
  const hosts = chosenHosts(scene);
  if (grouping === "bucket") {
    for (const [at, bucket] of chosenBuckets(scene).entries()) keep(`cells/${at}`, bucketPart(scene, bucket, level));
  } else {
    const groups = grouping === "device" ? hosts.map((host) => [host]) : [hosts];
    const key = grouping === "project" ? "project" : "$category";
    for (const [at, group] of groups.entries()) {
      lines.push(...counted(scene, group, grouping === "project"));
      keep(`cells/${at}`, summed(scene, level, "events", [key], SHOWN));
    }
    if (groups.length > 0) keep("measured", summed(scene, level, "measured", ["label"], SHOWN));
    for (const [at, host] of hosts.entries()) keep(`states/${at}`, statesPart(scene, host, level));
  }
  lines.push(`RETURN = {${parts.map(([part, name]) => `${textLiteral(part)}: ${name}`).join(", ")}};`);
  return lines;
}

function bucketPart(scene: Scene, bucket: ListedBucket, level: Level): string {
  const key = mainKey(bucket.type);
  let events = `query_bucket(${textLiteral(bucket.id)})`;
  if (scene.filters.text.trim() !== "") {
    events = `filter_keys_regex(${events}, [], ${regexLiteral(patternOf(scene.filters.text))})`;
  }
  if (level === "events") return key === "" ? events : `keep_keys(${events}, ${literal([...SHOWN, "language", "asleep"])})`;
  if (key === "$domain") events = `split_url_events(${events})`;
  return summed(scene, level, `resolve_overlaps(${events})`, key === "" ? [] : [key], []);
}

function statesPart(scene: Scene, host: string, level: Level): string {
  const buckets = chosenBuckets(scene);
  const ids = [...bucketsOf(buckets, "afk", host), ...bucketsOf(buckets, "pause", host)];
  const lists = ids.map((id) => `flood(query_bucket(${textLiteral(id)}))`);
  if (lists.length === 0) return "[]";
  const all = `resolve_overlaps(${lists.length === 1 ? lists[0]! : `concat(${lists.join(", ")})`})`;
  return summed(scene, level, all, ["status", "asleep"], ["status", "asleep"]);
}

/** The events with the keys that are shown, or their sums in each hour or day by `keys`. */
function summed(scene: Scene, level: Level, events: string, keys: readonly string[], shown: readonly string[]): string {
  if (level === "events") return `keep_keys(${events}, ${literal([...shown])})`;
  const by = literal(["$period", ...keys]);
  const cut = `split_by_period(${events}, ${literal([level, scene.zone, scene.startOfDay, scene.startOfWeek]).slice(1, -1)})`;
  return `merge_events_by_keys(${cut}, ${by})`;
}

/** Rows of the list beside the sums; one more is asked for to know whether there are more. */
export const MOST_ROWS = 500;

/** Beyond the edges of a span, so that small holes there are closed as they are anywhere: as the activity page does. */
const MARGIN = HOUR;

/** Sums of a span and the first of its events. */
export function sumStatements(scene: Scene, span: Span): string[] {
  const moment = (at: number) => textLiteral(new Date(at).toISOString());
  const cut = (name: string) => `${name} = cut(${name}, ${moment(span.start)}, ${moment(span.end)});`;
  return [
    `STARTTIME = ${moment(span.start - MARGIN)};`,
    `ENDTIME = ${moment(span.end + MARGIN)};`,
    ...counted(scene, chosenHosts(scene)),
    ...["events", "measured"].map(cut),
    `rows = ${scene.filters.minimum > 0 ? "sort_by_duration(events)" : "sort_by_timestamp(events)"};`,
    "RETURN = {" +
      [
        '"total": sum_durations(events)',
        '"categories": sort_by_duration(merge_events_by_keys(events, ["$category"]))',
        '"apps": limit_events(sort_by_duration(merge_events_by_keys(events, ["app", "label"])), 200)',
        '"measured": sort_by_duration(merge_events_by_keys(measured, ["label"]))',
        `"rows": limit_events(keep_keys(rows, ${literal(SHOWN)}), ${MOST_ROWS + 1})`,
      ].join(", ") +
      "};",
  ];
}

/** The first event of all chosen buckets. */
export function firstStatements(scene: Scene): string[] {
  const firsts = chosenBuckets(scene).map(({ id }) => `limit_events(sort_by_timestamp(query_bucket(${textLiteral(id)})), 1)`);
  if (firsts.length === 0) return ["RETURN = [];"];
  const all = firsts.length === 1 ? firsts[0]! : `concat(${firsts.join(", ")})`;
  return [`RETURN = limit_events(sort_by_timestamp(${all}), 1);`];
}
