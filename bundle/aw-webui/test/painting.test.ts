/** What waits for a painting is done once, and also where nothing is ever painted. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { afterPainting } from "@/util/painting";

let frames: FrameRequestCallback[] = [];

beforeEach(() => {
  frames = [];
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("requestAnimationFrame", (act: FrameRequestCallback) => frames.push(act));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("acts in a task after the frame, once", async () => {
  const done = await new Promise<number>((resolve) => {
    let times = 0;
    afterPainting(() => {
      times += 1;
      resolve(times);
    });
    for (const frame of frames) frame(0);
    expect(times, "not within the frame").toBe(0);
  });
  expect(done).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("does not wait for ever where nobody sees the page", () => {
  const act = vi.fn();
  afterPainting(act);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(act).toHaveBeenCalledOnce();
});

it("does nothing once it was stopped", () => {
  const act = vi.fn();
  afterPainting(act)();
  vi.advanceTimersByTime(1000);
  expect(act).not.toHaveBeenCalled();
});
