import { expect, it } from "vitest";
import type { WatcherState, WatcherStatus } from "@/api";
import { asSentence, missingSentence, troubled, watcherAdvice } from "@/util/watchers";
import { dayWords } from "@/words/day";

const watcher = (name: string, state: WatcherState): WatcherStatus => ({
  name,
  state,
  bucket: null,
  last_seen: null,
  reason: "",
});

it("calls trouble what the user has not asked for", () => {
  const all = (Object.keys(dayWords.en.watcherStates) as WatcherState[]).map((state) => watcher(state, state));
  expect(troubled(all).map(({ name }) => name)).toEqual(["silent", "never", "stopped"]);
});

it("has a next step for every state but the good one", () => {
  for (const state of Object.keys(dayWords.en.watcherStates) as WatcherState[]) {
    expect(watcherAdvice({ name: "aw-watcher-afk", state }) === "").toBe(state === "ok");
  }
});

it("makes sentences of reasons", () => {
  expect(asSentence("nothing received for 5 minutes")).toBe("Nothing received for 5 minutes.");
  expect(asSentence("It ended.")).toBe("It ended.");
  expect(asSentence(" ")).toBe("");
});

it("names who is missing", () => {
  expect(missingSentence([watcher("aw-watcher-afk", "never")])).toBe("aw-watcher-afk is not recording.");
  expect(missingSentence([watcher("a", "never"), watcher("b", "silent")])).toBe("a and b are not recording.");
});
