import { expect, it } from "vitest";
import { PAGES } from "@/pages/registry";
import { wayOut, type EmptyReason, type Subject } from "@/util/empty";
import { emptyWords } from "@/words/empty";

const SUBJECTS: Subject[] = ["windows", "presence", "pages", "editing", "stopwatch"];
const missing = (what: Subject): EmptyReason => ({ kind: "no-bucket", what });

it("leads from everything that was never recorded to what records it", () => {
  expect(SUBJECTS.map((what) => wayOut(missing(what))?.to)).toEqual([
    "/modules",
    "/modules",
    "/settings/integrations",
    "/settings/integrations",
    "/stopwatch",
  ]);
  expect(wayOut({ kind: "watcher-down", watcher: "aw-watcher-window", seen: "16:42" })?.to).toBe("/modules");
  expect(wayOut({ kind: "host-mismatch", host: "desk", others: ["laptop"] })?.to).toBe("/buckets");
});

it("leads nowhere where waiting or another choice is what helps", () => {
  for (const kind of ["paused", "no-data", "future", "filtered"] as const) expect(wayOut({ kind })).toBeNull();
});

it("leads only to pages that there are, by a name in every language", () => {
  for (const way of SUBJECTS.flatMap((what) => wayOut(missing(what)) ?? [])) {
    expect(PAGES.some(({ name }) => name === way.page)).toBe(true);
    expect(emptyWords.en[way.name] && emptyWords.de[way.name]).toBeTruthy();
  }
});
