import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createApp, ref, shallowRef, type App } from "vue";
import { Cancelled } from "@/api";
import { api } from "@/api/instance";
import { useTiles, type TileQuestion, type Tiles } from "@/composables/useTiles";
import { forgetAnswers } from "@/query";
import { DAY, type Span } from "@/timeline/view";
import { Categories } from "@/util/categories";

let app: App | undefined;
/** Answers, one for each tile that was asked for and not answered yet. */
let answers: { give: () => void; fail: (why: Error) => void }[] = [];

beforeEach(() => {
  setActivePinia(createPinia());
  forgetAnswers();
  answers = [];
  vi.spyOn(api, "query").mockImplementation(
    () => new Promise((give, fail) => answers.push({ give: () => give([{}] as never), fail })),
  );
});

afterEach(() => {
  app?.unmount();
  vi.restoreAllMocks();
});

const facts = { grouping: "category", categories: new Categories([]), hosts: [], buckets: [], minimum: 0, stateName: String } as const;
const view = shallowRef<Span>({ start: 0, end: 0 });

function tiles(days: number): { tiles: Tiles; question: ReturnType<typeof shallowRef<TileQuestion | null>> } {
  const start = Date.parse("2026-01-10T00:00:00Z");
  view.value = { start, end: start + days * DAY };
  const question = shallowRef<TileQuestion | null>(asked());
  let made: Tiles | undefined;
  app = createApp({
    setup() {
      made = useTiles(view, question);
      return () => null;
    },
  });
  app.mount(document.createElement("div"));
  return { tiles: made!, question };
}

function asked(): TileQuestion {
  return { statements: () => ["RETURN = {};"], startOfDay: "04:00", facts };
}

function watched(waiting: Promise<void>) {
  const end = ref("");
  waiting.then(
    () => (end.value = "painted"),
    (error: unknown) => (end.value = error instanceof Cancelled ? "cancelled" : "failed"),
  );
  return end;
}

/** Answer what is asked for until nothing more is. */
async function answerAll(): Promise<void> {
  for (let one = answers.shift(); one; one = answers.shift()) {
    one.give();
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it("tells when all that is in view was painted, not before", async () => {
  const { tiles: made } = tiles(2);
  const end = watched(made.painted(new AbortController().signal));
  await settled();
  expect(answers).toHaveLength(1);
  answers.shift()!.give();
  await settled();
  expect(end.value).toBe("");
  await answerAll();
  expect(end.value).toBe("painted");
  expect(await made.painted(new AbortController().signal)).toBeUndefined();
});

it("waits for tiles of a new question, though those of the old one are there", async () => {
  const { tiles: made, question } = tiles(2);
  await settled();
  await answerAll();
  forgetAnswers();
  question.value = asked();
  const end = watched(made.painted(new AbortController().signal));
  await settled();
  expect(end.value).toBe("");
  await answerAll();
  expect(end.value).toBe("painted");
});

it("waits for nothing where there is no answer, and no longer than it is wanted", async () => {
  const { tiles: made } = tiles(2);
  const leave = new AbortController();
  const left = watched(made.painted(leave.signal));
  const end = watched(made.painted(new AbortController().signal));
  leave.abort();
  await settled();
  expect([left.value, end.value]).toEqual(["cancelled", ""]);
  answers.shift()!.fail(new Error("no"));
  await settled();
  expect(end.value).toBe("painted");
});
