/** Which buckets belong together: a device is a host name, and what it recorded is told by the type of a bucket. */
import type { ListedBucket } from "@/api";

/** Types of buckets that the pages know. */
export const TYPES = {
  window: "currentwindow",
  afk: "afkstatus",
  browser: "web.tab.current",
  editor: "app.editor.activity",
  stopwatch: "general.stopwatch",
  pause: "pause",
} as const;

/** The device of what was done away from any computer, as the server records it: entered by hand, nobody watches it. */
export const OFFLINE = "offline";

export type BucketKind = keyof typeof TYPES;

/** What programs send that do not know their host; such buckets belong to every device. */
const NOBODY = new Set(["unknown", "Unknown", "", "null"]);

export interface Device {
  hostname: string;
  buckets: ListedBucket[];
  /** Milliseconds since the epoch; 0 when nothing was ever recorded. */
  updated: number;
}

export function updatedAt(bucket: Pick<ListedBucket, "last_updated">): number {
  return bucket.last_updated ? Date.parse(bucket.last_updated) : 0;
}

/** Devices with their buckets by id, the device that was updated last first. */
export function devicesOf(buckets: readonly ListedBucket[]): Device[] {
  const found = new Map<string, ListedBucket[]>();
  for (const bucket of buckets) {
    const own = found.get(bucket.hostname) ?? [];
    own.push(bucket);
    found.set(bucket.hostname, own);
  }
  return [...found]
    .map(([hostname, own]) => ({
      hostname,
      buckets: own.sort((a, b) => byCode(a.id, b.id)),
      updated: Math.max(0, ...own.map(updatedAt)),
    }))
    .sort((a, b) => b.updated - a.updated || byCode(a.hostname, b.hostname));
}

/** Devices that have something to show as activity: windows were recorded there. */
export function activeDevices(devices: readonly Device[]): Device[] {
  return devices.filter(({ buckets }) => buckets.some(({ type }) => type === TYPES.window));
}

/** The device that is shown while none is named: this computer if it records or nobody does, else the newest to record. */
export function usualDevice(devices: readonly Device[], own: string): string {
  const active = activeDevices(devices).map(({ hostname }) => hostname);
  return active.includes(own) ? own : (active[0] ?? own);
}

/** The devices that are shown while none is named: the usual one and, once there is any, offline time beside it. */
export function usualDevices(devices: readonly Device[], own: string): string[] {
  const usual = usualDevice(devices.filter(({ hostname }) => hostname !== OFFLINE), own);
  const entered = activeDevices(devices).some(({ hostname, updated }) => hostname === OFFLINE && updated > 0);
  return [...new Set([usual, entered ? OFFLINE : ""])].filter((hostname) => hostname !== "");
}

/** The one computer of these devices, offline time aside; `null` where there are several or none. */
export function onlyComputer(hosts: readonly string[]): string | null {
  const computers = hosts.filter((hostname) => hostname !== OFFLINE);
  return computers.length === 1 ? computers[0]! : null;
}

/** Whether both name the same devices, in whatever order. */
export function sameDevices(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((hostname) => other.includes(hostname));
}

/** What can be chosen where devices are: those shown while nobody chooses, each alone, all of them; nothing twice. */
export function deviceChoices(active: readonly string[], usual: readonly string[]): string[][] {
  const choices = [usual, ...active.map((hostname) => [hostname]), active].filter(({ length }) => length > 0);
  return choices.filter((choice, at) => choices.findIndex((one) => sameDevices(one, choice)) === at).map((choice) => [...choice]);
}

/** Whether a bucket was recorded on a device whose name its program did not know. */
export function isNobodys(bucket: Pick<ListedBucket, "hostname">): boolean {
  return NOBODY.has(bucket.hostname);
}

/** Ids of the buckets of one kind of one device, those without a device included; the newest first. */
export function bucketsOf(buckets: readonly ListedBucket[], kind: BucketKind, hostname: string): string[] {
  // A window or AFK bucket without a host would be counted with every device.
  const shared = kind !== "window" && kind !== "afk";
  return buckets
    .filter((bucket) => bucket.type === TYPES[kind])
    .filter((bucket) => bucket.hostname === hostname || (shared && isNobodys(bucket)))
    .sort((a, b) => updatedAt(b) - updatedAt(a) || byCode(a.id, b.id))
    .map(({ id }) => id);
}

/** Names that programs gave belong to no language, and the browser's order of words takes 20 ms to come up in a new page. */
function byCode(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
