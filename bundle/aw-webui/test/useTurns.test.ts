/** Panels in sight are drawn before the first painting, the rest right after it, and all of them for paper. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { useTurns } from "@/composables/useTurns";

/** How late it is, milliseconds. */
let clock = 0;
/** What waits for the next painting. */
let waiting: (() => void)[] = [];
vi.mock("@/util/painting", () => ({
  afterPainting: (act: () => void) => {
    waiting.push(act);
    return () => (waiting = waiting.filter((other) => other !== act));
  },
}));

/** Rows of panels, each so high; two side by side have the same top. */
function panelsAt(...tops: number[]): HTMLElement {
  const children = tops.map((top) => ({ getBoundingClientRect: () => ({ top }) }));
  return { children } as unknown as HTMLElement;
}

async function settled(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await nextTick();
}

async function painted(): Promise<void> {
  const acts = waiting;
  waiting = [];
  for (const act of acts) act();
  await settled();
}

/** On a screen of 900 pixels; what is shown changes with `shown`. */
function turnsOf(tops: number[]) {
  const shown = ref<string | null>(null);
  const scope = effectScope();
  const turns = scope.run(() => useTurns(() => shown.value, ref(panelsAt(...tops))))!;
  return { shown, scope, turns };
}

beforeEach(() => {
  waiting = [];
  vi.stubGlobal("innerHeight", 900);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("draws what is in sight at once, and the rest row by row after the painting", async () => {
  vi.spyOn(performance, "now").mockImplementation(() => (clock += 50));
  const { shown, scope, turns } = turnsOf([300, 500, 700, 700, 1000, 1000, 1300]);
  shown.value = "day/2026-11-26";
  await settled();
  expect(turns.value).toBe(4);
  await painted();
  expect(turns.value).toBe(6);
  await painted();
  expect(turns.value).toBe(Infinity);
  expect(waiting).toEqual([]);
  scope.stop();
});

it("draws more than a row between two paintings where that takes no time", async () => {
  vi.spyOn(performance, "now").mockReturnValue(0);
  const { shown, scope, turns } = turnsOf([300, 500, 1000, 1000, 1300, 1600]);
  shown.value = "day/2026-11-26";
  await settled();
  expect(turns.value).toBe(2);
  await painted();
  expect(turns.value).toBe(Infinity);
  scope.stop();
});

it("waits for no painting where all is in sight", async () => {
  const { shown, scope, turns } = turnsOf([100, 200, 300, 400]);
  shown.value = "day/2026-11-26";
  await settled();
  expect(turns.value).toBe(Infinity);
  scope.stop();
});

it("begins anew with other answers, and not with newer ones of the same", async () => {
  const { shown, scope, turns } = turnsOf([300, 600, 950, 1300]);
  shown.value = "day/2026-11-26";
  await settled();
  await painted();
  await painted();
  expect(turns.value).toBe(Infinity);
  shown.value = null;
  await settled();
  expect(turns.value, "nothing to draw: whatever is shown stays").toBe(Infinity);
  shown.value = "day/2026-11-25";
  await settled();
  expect(turns.value).toBe(2);
  scope.stop();
});

it("draws all for paper", async () => {
  const { shown, scope, turns } = turnsOf([300, 600, 950, 1300]);
  shown.value = "day/2026-11-26";
  await settled();
  expect(turns.value).toBe(2);
  window.dispatchEvent(new Event("beforeprint"));
  expect(turns.value).toBe(Infinity);
  expect(waiting).toEqual([]);
  scope.stop();
});

it("waits no longer than its page is there", async () => {
  const { shown, scope } = turnsOf([300, 600, 950, 1300]);
  shown.value = "day/2026-11-26";
  await settled();
  scope.stop();
  expect(waiting).toEqual([]);
});
