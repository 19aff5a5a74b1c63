/** What the stopwatch asks: its entries with their categories, the sums of days, today with the windows. */
import type { ListedBucket } from "@/api";
import { canonical, textLiteral, type DeviceBuckets } from "@/query";
import { activeDevices, bucketsOf, TYPES, type Device } from "@/util/devices";
import { STOPWATCH } from "@/util/stopwatch";

/** Entries (running ones too) and the sums of days, without what ran beside something else twice. */
export function stopwatchStatements(buckets: readonly ListedBucket[], zone: string, startOfDay: string): string[] {
  const there = buckets.some(({ id }) => id === STOPWATCH.id);
  const days = `split_by_period(done, "day", ${textLiteral(zone)}, ${textLiteral(startOfDay)})`;
  return [
    `entries = ${there ? `query_bucket(${textLiteral(STOPWATCH.id)})` : "[]"};`,
    'done = resolve_overlaps(exclude_keyvals(entries, "running", [true]));',
    `days = merge_events_by_keys(${days}, ["$period"]);`,
    'RETURN = {"entries": categorize(entries, classes()), "days": days};',
  ];
}

/** Seconds measured, and those together with what the windows of all devices say. */
export function todayStatements(devices: readonly Device[]): string[] {
  const shared = devices.flatMap(({ buckets }) => buckets).filter(({ type }) => type === TYPES.stopwatch);
  const known = activeDevices(devices).map(({ hostname, buckets }): DeviceBuckets => {
    const of = (kind: "window" | "afk" | "browser" | "editor") => bucketsOf(buckets, kind, hostname);
    return { window: of("window"), afk: of("afk"), browser: of("browser"), editor: of("editor"), stopwatch: [] };
  });
  const own: DeviceBuckets = { window: [], afk: [], browser: [], editor: [], stopwatch: shared.map(({ id }) => id) };
  const [first = own, ...rest] = known;
  const all = [{ ...first, stopwatch: own.stopwatch }, ...rest];
  return [
    ...canonical({ devices: all, withStopwatch: true }),
    'RETURN = {"measured": sum_durations(measured), "together": sum_durations(events)};',
  ];
}
