/** What to tell a person about a watcher: its state in a word, and what to do. */
import type { WatcherState, WatcherStatus } from "@/api";

export const WATCHER_STATES: Record<WatcherState, string> = {
  ok: "Working",
  silent: "Silent",
  never: "Never seen",
  stopped: "Switched off",
  paused: "Paused",
};

/** Watchers that do not deliver what the page needs, although nobody paused them. */
export function troubled(watchers: readonly WatcherStatus[]): WatcherStatus[] {
  return watchers.filter(({ state }) => state === "silent" || state === "never" || state === "stopped");
}

/** "aw-watcher-afk is not recording." */
export function missingSentence(missing: readonly WatcherStatus[]): string {
  const names = missing.map(({ name }) => name);
  return `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} not recording.`;
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
      return `Tick ${name} under Modules in the tray menu, or run ${name} in a terminal.`;
    case "silent":
      return `If it stays silent, untick and tick ${name} under Modules in the tray menu; its log is in the log folder.`;
    case "stopped":
      return `Tick ${name} under Modules in the tray menu to switch it on.`;
    case "paused":
      return "Resume recording with the button at the top.";
    case "ok":
      return "";
  }
}
