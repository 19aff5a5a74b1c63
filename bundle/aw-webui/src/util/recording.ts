/** Whether recording works, in one of four words: for a page that somebody opens seconds after the first start. */
import type { Pause, WatcherStatus } from "@/api";
import { troubled } from "./watchers";

export type Recording = "recording" | "starting" | "paused" | "trouble";

/** Milliseconds within which watchers that say nothing yet are merely starting. */
export const PATIENCE = 20_000;

/** `shown`: for how many milliseconds the page has been looking. */
export function recordingState(watchers: readonly WatcherStatus[], pause: Pause, shown: number): Recording {
  if (pause.paused) return "paused";
  if (watchers.length > 0 && troubled(watchers).length === 0) return "recording";
  return shown < PATIENCE ? "starting" : "trouble";
}
