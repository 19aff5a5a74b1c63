/** What can be chosen for the watchers that come with ActivityWatch, kept under the setting `watchers.<name>`. Pure. */
import type { Json } from "@/api";

export interface Choice {
  key: "timeout" | "poll_time" | "update_time" | "exclude_title";
  /** Seconds, or a switch; what the watcher does unless it is told otherwise. */
  usual: number | boolean;
}

/** As docs/configuration.md lists them. */
export const CHOICES: Record<string, readonly Choice[]> = {
  "aw-watcher-afk": [
    { key: "timeout", usual: 180 },
    { key: "poll_time", usual: 5 },
    { key: "update_time", usual: 20 },
  ],
  "aw-watcher-window": [
    { key: "poll_time", usual: 1 },
    { key: "update_time", usual: 20 },
    { key: "exclude_title", usual: false },
  ],
};

export function settingKey(name: string): string {
  return `watchers.${name}`;
}

type Held = { [key: string]: Json };

/** What is stored, as an object whatever was stored. */
export function heldOf(stored: Json | undefined): Held {
  return typeof stored === "object" && stored !== null && !Array.isArray(stored) ? stored : {};
}

/** The value of a choice as a field shows it. */
export function shownValue({ key, usual }: Choice, held: Held): number | boolean {
  const value = held[key];
  return typeof value === typeof usual ? (value as number | boolean) : usual;
}

export function isUsable(value: number | boolean | string): boolean {
  return typeof value === "boolean" || (typeof value === "number" && value > 0 && value < 1e9);
}

/** What to store: the usual is not written down, keys that we do not know stay. */
export function storedOf(held: Held, choices: readonly Choice[], values: Record<string, number | boolean>): Held {
  const next = { ...held };
  for (const { key, usual } of choices) {
    if (values[key] === undefined || values[key] === usual) delete next[key];
    else next[key] = values[key];
  }
  return next;
}
