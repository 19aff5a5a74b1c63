import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refused, type About, type Pause, type WatcherStatus } from "@/api";
import { api } from "@/api/instance";
import { useAboutStore } from "@/stores/about";
import { loginState } from "@/util/login";
import { welcomeWords } from "@/words/welcome";
import { PATIENCE, recordingState } from "@/util/recording";

const GOING: Pause = { paused: false, since: null, until: null };
const watcher = (state: WatcherStatus["state"]): WatcherStatus => ({
  name: "aw-watcher-afk",
  bucket: null,
  state,
  last_seen: null,
  reason: "",
});
const about = (start_at_login: boolean | null, supervised = true): About => ({
  directories: { data: "/d", config: "/c", logs: "/l" },
  database: "/d/a.db",
  supervised,
  start_at_login,
});

describe("recordingState", () => {
  it("is patient with watchers that have just been started", () => {
    expect(recordingState([watcher("ok"), watcher("never")], GOING, PATIENCE - 1)).toBe("starting");
    expect(recordingState([watcher("ok"), watcher("never")], GOING, PATIENCE)).toBe("trouble");
    expect(recordingState([], GOING, 0)).toBe("starting");
  });

  it("says at once that all is well, or paused", () => {
    expect(recordingState([watcher("ok"), watcher("ok")], GOING, 0)).toBe("recording");
    expect(recordingState([watcher("never")], { ...GOING, paused: true }, 0)).toBe("paused");
  });
});

describe("loginState", () => {
  it("tells a missing tray from a system without such a switch", () => {
    expect([true, false].map((on) => loginState(about(on)))).toEqual(["on", "off"]);
    expect(loginState(about(null))).toBe("unknown");
    expect(loginState(about(null, false))).toBe("no-tray");
    expect(welcomeWords.en.loginStates["no-tray"]).toContain("aw-qt");
  });
});

describe("the switch", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("waits until the system does what was asked", async () => {
    const asked = vi.spyOn(api, "startAtLogin").mockResolvedValue({});
    const answers = [about(false), about(false), about(true)];
    vi.spyOn(api, "about").mockImplementation(async () => answers.shift()!);
    const store = useAboutStore();
    const done = store.setStartAtLogin(true);
    expect(store.switching).toBe(true);
    await vi.runAllTimersAsync();
    await done;
    expect(asked).toHaveBeenCalledWith(true);
    expect(store.about?.start_at_login).toBe(true);
    expect([store.switching, store.switchProblem]).toEqual([false, null]);
    expect(answers).toEqual([]);
  });

  it("says when it does not, and shows what is", async () => {
    vi.spyOn(api, "startAtLogin").mockResolvedValue({});
    vi.spyOn(api, "about").mockResolvedValue(about(false));
    const store = useAboutStore();
    const done = store.setStartAtLogin(true);
    await vi.runAllTimersAsync();
    await done;
    expect(store.switchProblem).toContain("did not keep");
    expect([store.switching, store.about?.start_at_login]).toEqual([false, false]);
  });

  it("repeats the server's refusal", async () => {
    vi.spyOn(api, "startAtLogin").mockRejectedValue(new Refused(409, "not supervised"));
    vi.spyOn(api, "about").mockResolvedValue(about(null, false));
    const store = useAboutStore();
    await store.setStartAtLogin(true);
    expect(store.switchProblem).toBe("not supervised");
    expect(store.about?.supervised).toBe(false);
  });
});
