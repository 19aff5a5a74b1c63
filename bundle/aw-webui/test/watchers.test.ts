import { expect, it } from "vitest";
import type { WatcherState, WatcherStatus } from "@/api";
import { asSentence, missingSentence, troubled, watcherAdvice, watcherReason } from "@/util/watchers";
import { speak } from "@/i18n";
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

it("says the server's reasons in the language of the page, and one that it does not know as it came", () => {
  speak("de");
  expect(watcherReason("has never sent anything from this computer")).toBe("Hat von diesem Rechner noch nie etwas gesendet.");
  expect(watcherReason("nothing received for 1 minute")).toBe("Seit 1\u00a0Minute kam nichts.");
  expect(watcherReason("nothing received for 12 hours")).toBe("Seit 12\u00a0Stunden kam nichts.");
  expect(watcherReason("gave up: cannot open display :0")).toBe("Gave up: cannot open display :0.");
  speak("en");
  expect(watcherReason("nothing received for 2 minutes")).toBe("Nothing received for 2\u00a0minutes.");
  expect(watcherReason("")).toBe("");
});
