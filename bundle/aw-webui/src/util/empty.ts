/** Why there is nothing to show: the first reason that holds. Pure. */
import type { ListedBucket, Today } from "@/api";
import { TYPES, type BucketKind } from "./devices";
import { troubled } from "./watchers";

/** What a panel is about, as the words of `words/empty.ts` call it. */
export type Subject = "windows" | "presence" | "pages" | "editing" | "stopwatch";

export type EmptyReason =
  | { kind: "no-bucket"; what: Subject }
  | { kind: "host-mismatch"; host: string; others: string[] }
  | { kind: "watcher-down"; watcher: string; seen: string }
  | { kind: "paused" }
  | { kind: "no-data" }
  | { kind: "future" }
  | { kind: "filtered" };

/** Where something can be done about it, and what the words of `words/empty.ts` call the way there. */
export interface WayOut {
  page: string;
  to: string;
  name: "toModules" | "toBuckets" | "toIntegrations" | "toStopwatch";
}

const TO_MODULES: WayOut = { page: "modules", to: "/modules", name: "toModules" };
const TO_INTEGRATIONS: WayOut = { page: "settings", to: "/settings/integrations", name: "toIntegrations" };
const WAYS: Record<Subject, WayOut> = {
  windows: TO_MODULES,
  presence: TO_MODULES,
  pages: TO_INTEGRATIONS,
  editing: TO_INTEGRATIONS,
  stopwatch: { page: "stopwatch", to: "/stopwatch", name: "toStopwatch" },
};

/** `null` where waiting or another choice on the same page is all that helps. */
export function wayOut(reason: EmptyReason): WayOut | null {
  switch (reason.kind) {
    case "no-bucket":
      return WAYS[reason.what];
    case "host-mismatch":
      return { page: "buckets", to: "/buckets", name: "toBuckets" };
    case "watcher-down":
      return TO_MODULES;
    default:
      return null;
  }
}

const SUBJECTS: Record<Exclude<BucketKind, "pause">, Subject> = {
  window: "windows",
  afk: "presence",
  browser: "pages",
  editor: "editing",
  stopwatch: "stopwatch",
};

export interface Circumstances {
  kind: Exclude<BucketKind, "pause">;
  hostname: string;
  buckets: readonly ListedBucket[];
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  now: number;
  /** Whether a filter is set that other time would not pass. */
  filtered: boolean;
  /** What the server says about watchers and pause; absent where it was not asked. */
  today?: Today | null;
  /** "16:42", in words for people. */
  moment: (at: number) => string;
}

export function whyEmpty(facts: Circumstances): EmptyReason {
  if (facts.start > facts.now) return { kind: "future" };
  const same = facts.buckets.filter(({ type }) => type === TYPES[facts.kind]);
  if (same.length === 0) return { kind: "no-bucket", what: SUBJECTS[facts.kind] };
  const others = same.filter(({ hostname }) => hostname !== facts.hostname).map(({ hostname }) => hostname);
  if (others.length === same.length && (facts.kind === "window" || facts.kind === "afk")) {
    return { kind: "host-mismatch", host: facts.hostname, others: [...new Set(others)] };
  }
  const current = facts.start <= facts.now && facts.now < facts.end;
  if (current && facts.today?.pause.paused) return { kind: "paused" };
  const silent = current && facts.kind === "window" ? troubled(facts.today?.watchers ?? [])[0] : undefined;
  if (silent?.last_seen) {
    return { kind: "watcher-down", watcher: silent.name, seen: facts.moment(Date.parse(silent.last_seen)) };
  }
  return { kind: facts.filtered ? "filtered" : "no-data" };
}
