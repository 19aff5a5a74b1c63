/** What nobody sees at first is drawn after the painting, by itself. */
import { expect, it, vi } from "vitest";
import { createApp, h, nextTick } from "vue";
import { usePainted } from "@/composables/usePainted";

let waiting: (() => void)[] = [];
vi.mock("@/util/painting", () => ({
  afterPainting: (act: () => void) => {
    waiting.push(act);
    return () => (waiting = waiting.filter((other) => other !== act));
  },
}));

function mounted() {
  const place = document.createElement("div");
  const app = createApp({
    setup() {
      const painted = usePainted();
      return () => h("p", painted.value ? "all" : "the rest later");
    },
  });
  app.mount(place);
  return { app, place };
}

it("tells once it was painted", async () => {
  const { app, place } = mounted();
  expect(place.textContent).toBe("the rest later");
  for (const act of waiting) act();
  await nextTick();
  expect(place.textContent).toBe("all");
  app.unmount();
  waiting = [];
});

it("waits no longer than its component is there", () => {
  const { app } = mounted();
  app.unmount();
  expect(waiting).toEqual([]);
});
