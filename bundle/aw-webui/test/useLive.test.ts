import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createApp, type App } from "vue";
import { retryDelay, useLive } from "@/composables/useLive";

let app: App | undefined;
let hidden = false;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
});

afterEach(() => {
  app?.unmount();
  app = undefined;
  hidden = false;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function live(load: () => Promise<boolean>): void {
  app = createApp({
    setup() {
      useLive(load, () => 20_000);
      return () => null;
    },
  });
  app.mount(document.createElement("div"));
}

function show(visible: boolean): void {
  hidden = !visible;
  document.dispatchEvent(new Event("visibilitychange"));
}

it("asks at once and then every interval", async () => {
  const load = vi.fn(async () => true);
  live(load);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_500);
  expect(load).toHaveBeenCalledTimes(4);
});

it("asks nothing while hidden, and at once when seen again", async () => {
  const load = vi.fn(async () => true);
  live(load);
  await vi.advanceTimersByTimeAsync(0);
  show(false);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(load).toHaveBeenCalledTimes(1);
  show(true);
  expect(load).toHaveBeenCalledTimes(2);
});

it("tries again soon, then patiently, and is back to normal after a success", async () => {
  let up = false;
  const load = vi.fn(async () => up);
  live(load);
  await vi.advanceTimersByTimeAsync(1000);
  expect(load).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(2000);
  expect(load).toHaveBeenCalledTimes(3);
  up = true;
  await vi.advanceTimersByTimeAsync(4000);
  expect(load).toHaveBeenCalledTimes(4);
  await vi.advanceTimersByTimeAsync(19_000);
  expect(load).toHaveBeenCalledTimes(4);
  expect([0, 1, 4, 5, 50].map(retryDelay)).toEqual([1000, 2000, 16_000, 20_000, 20_000]);
});

it("never asks twice at the same time", async () => {
  const answers: ((value: boolean) => void)[] = [];
  const load = vi.fn(() => new Promise<boolean>((resolve) => answers.push(resolve)));
  live(load);
  show(true);
  show(true);
  expect(load).toHaveBeenCalledTimes(1);
  answers[0]!(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(load).toHaveBeenCalledTimes(2);
});

it("stops with the page", async () => {
  const load = vi.fn(async () => true);
  live(load);
  await vi.advanceTimersByTimeAsync(0);
  app!.unmount();
  app = undefined;
  await vi.advanceTimersByTimeAsync(100_000);
  expect(load).toHaveBeenCalledTimes(1);
});
