/** How modules are: wish and fact apart, silence only where something is expected. */
import { expect, it } from "vitest";
import type { Module } from "@/api";
import { healthOf, otherSenders } from "@/util/modules";

const module = (state: string, wanted = true): Module => ({
  name: "aw-watcher-afk",
  state,
  wanted,
  location: "bundled",
  pid: null,
  since: null,
  reason: null,
  restarts: 0,
});
const heard = (age: number) => ({ last: "2026-11-27T10:00:00Z", age });

it("is good while it runs and sends", () => {
  expect(healthOf(module("running"), heard(20), false)).toBe("good");
  expect(healthOf(module("external"), undefined, false)).toBe("good");
});

it("is bad when it runs and is silent, unless recording is paused", () => {
  expect(healthOf(module("running"), heard(91), false)).toBe("bad");
  expect(healthOf(module("running"), heard(91), true)).toBe("good");
});

it("is off when nobody wants it, and bad when somebody does", () => {
  expect(["stopped", "failed", "missing", "backing-off"].map((state) => healthOf(module(state), undefined, false))).toEqual(["bad", "bad", "bad", "bad"]);
  expect(["stopped", "failed", "missing"].map((state) => healthOf(module(state, false), undefined, false))).toEqual(["off", "off", "off"]);
});

it("moves towards the wish", () => {
  expect(["waiting", "starting", "stopping"].map((state) => healthOf(module(state), undefined, false))).toEqual(["moving", "moving", "moving"]);
  expect(healthOf(module("stopping", false), undefined, false)).toBe("moving");
  expect(healthOf(module("running", false), heard(1), false)).toBe("good");
});

it("knows who sends and is no module, the one heard of last first", () => {
  const answer = { supervised: true, supervisor: null, seen: null, modules: [module("running")] };
  const receipts = { "aw-watcher-afk": heard(1), "aw-client-web": heard(50), vscode: heard(5) };
  expect(otherSenders({ ...answer, receipts }).map(({ name }) => name)).toEqual(["vscode", "aw-client-web"]);
});
