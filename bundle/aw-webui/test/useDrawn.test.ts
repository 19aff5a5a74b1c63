/** A page is drawn once where its answer comes at once, and does not stay empty where it does not. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { useDrawn } from "@/composables/useDrawn";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("waits for the first answer, and stays when the next is on its way", async () => {
  const loading = ref(true);
  const drawn = effectScope().run(() => useDrawn(loading))!;
  expect(drawn.value).toBe(false);
  loading.value = false;
  await nextTick();
  expect(drawn.value).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  loading.value = true;
  await nextTick();
  expect(drawn.value).toBe(true);
});

it("waits only a moment", () => {
  const drawn = effectScope().run(() => useDrawn(ref(true)))!;
  vi.advanceTimersByTime(149);
  expect(drawn.value).toBe(false);
  vi.advanceTimersByTime(1);
  expect(drawn.value).toBe(true);
});

it("waits for nothing where nothing is on its way", () => expect(effectScope().run(() => useDrawn(ref(false)))!.value).toBe(true));

it("waits no longer than its page is there", () => {
  const scope = effectScope();
  scope.run(() => useDrawn(ref(true)));
  scope.stop();
  expect(vi.getTimerCount()).toBe(0);
});
