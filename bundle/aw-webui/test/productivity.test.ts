/** The pulse of several days. */
import { expect, it } from "vitest";
import { levelList, pulseOf } from "@/pages/productivity/levels";

it("is cut, not rounded, and none without time", () => {
  expect(pulseOf([{ "2": 1000, "0": 400 }, { "-2": 400 }])).toBe(66);
  expect(pulseOf([{ "1": 58, "0": 0 }, { "2": 29, "-2": 13 }])).toBe(72);
  expect(pulseOf([{ "2": 1 }])).toBe(100);
  expect(pulseOf([{}, {}])).toBeNull();
  expect(pulseOf([])).toBeNull();
});

it("lists all levels, the best first", () => {
  expect(levelList({ "-1": 5 }).map(({ seconds }) => seconds)).toEqual([0, 0, 0, 5, 0]);
});
