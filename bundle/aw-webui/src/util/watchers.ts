/** What to tell a person about a watcher: its state in a word, and what to do. */
import type { WatcherStatus } from "@/api";
import { words } from "@/i18n";
import { dayWords } from "@/words/day";

const w = words(dayWords);

/** Watchers that do not deliver what the page needs, although nobody paused them. */
export function troubled(watchers: readonly WatcherStatus[]): WatcherStatus[] {
  return watchers.filter(({ state }) => state === "silent" || state === "never" || state === "stopped");
}

/** "aw-watcher-afk is not recording." */
export function missingSentence(missing: readonly WatcherStatus[]): string {
  const names = missing.map(({ name }) => name);
  return names.length === 1 ? w.oneMissing(names[0]!) : w.manyMissing(names.join(w.and));
}

/** Why a watcher is as it is, in the language of the page; a reason that it does not know stays as the server said it. */
export function watcherReason(reason: string): string {
  const known = (w.watcherReasons as Record<string, string>)[reason.trim()];
  if (known !== undefined) return known;
  const [, count, unit] = /^nothing received for (\d+) (second|minute|hour)s?$/.exec(reason.trim()) ?? [];
  return unit === undefined ? asSentence(reason) : w.nothingFor[unit as keyof typeof w.nothingFor](Number(count));
}

/** The server's reason as a sentence. */
export function asSentence(reason: string): string {
  const text = reason.trim();
  if (text === "") return "";
  const sentence = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** The next step for the user; empty when there is nothing to do. */
export function watcherAdvice({ name, state }: Pick<WatcherStatus, "name" | "state">): string {
  switch (state) {
    case "never":
      return w.adviceNever(name);
    case "silent":
      return w.adviceSilent(name);
    case "stopped":
      return w.adviceStopped(name);
    case "paused":
      return w.advicePaused;
    case "ok":
      return "";
  }
}
