/** Settings of watchers: what is shown, what is written down, what other programs noted. */
import { expect, it } from "vitest";
import { CHOICES, heldOf, isUsable, shownValue, storedOf } from "@/util/watcherSettings";

const choices = CHOICES["aw-watcher-afk"]!;

it("shows what is stored, and the usual where that makes no sense", () => {
  expect(choices.map((choice) => shownValue(choice, heldOf({ timeout: 60, poll_time: "often" })))).toEqual([60, 5, 20]);
  expect([heldOf(null), heldOf([1]), heldOf("x"), heldOf(undefined)]).toEqual([{}, {}, {}, {}]);
});

it("writes down only what differs from the usual, and keeps what it does not know", () => {
  expect(storedOf({ timeout: 60, other: "x" }, choices, { timeout: 180, poll_time: 2, update_time: 20 })).toEqual({ other: "x", poll_time: 2 });
});

it("takes lengths of time above nothing", () => {
  expect([1, 0.5, 0, -1, Number.NaN, "", true].map(isUsable)).toEqual([true, true, false, false, false, false, true]);
});
