import { describe, expect, it } from "vitest";
import { durationParts, formatDuration, formatExact, formatPercent, formatRow, isoDuration } from "@/util/duration";

/** No-break spaces as plain ones, to read the expectations. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("formatDuration", () => {
  it.each([
    [0, "0 min"],
    [1, "1 s"],
    [59, "59 s"],
    [60, "1 min"],
    [89, "1 min"],
    [90, "2 min"],
    [3599, "1 h 00 min"],
    [7509, "2 h 05 min"],
    [86_400, "24 h 00 min"],
    [-5, "0 min"],
  ])("says %d s as %s", (seconds, words) => {
    expect(plain(formatDuration(seconds))).toBe(words);
  });

  it("keeps a figure and its unit on one line", () => {
    expect(formatDuration(7509)).toBe("2\u00a0h 05\u00a0min");
  });

  it("gives the same in parts, for large type", () => {
    expect(durationParts(7509)).toEqual([
      { value: "2", unit: "h" },
      { value: "05", unit: "min" },
    ]);
  });
});

describe("formatExact", () => {
  it.each([
    [9, "9 s"],
    [69, "1 min 09 s"],
    [7509, "2 h 05 min 09 s"],
  ])("says %d s as %s", (seconds, words) => {
    expect(plain(formatExact(seconds))).toBe(words);
  });
});

it("tells machines in ISO 8601", () => {
  expect(isoDuration(7509.4)).toBe("PT7509S");
});

describe("a row of a list", () => {
  it("shows its apportioned minutes, or its seconds when there is no whole minute", () => {
    expect(plain(formatRow(125, 3))).toBe("3 min");
    expect(plain(formatRow(42, 0))).toBe("42 s");
  });

  it("says that a share is small rather than nothing", () => {
    expect(plain(formatPercent(0, 3))).toBe("< 1 %");
    expect(plain(formatPercent(0, 0))).toBe("0 %");
    expect(plain(formatPercent(27, 3))).toBe("27 %");
  });
});
