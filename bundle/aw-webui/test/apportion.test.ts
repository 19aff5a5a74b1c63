import { describe, expect, it } from "vitest";
import { apportion, apportionMinutes, apportionPercents } from "@/util/apportion";

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe("apportion", () => {
  it("gives what rounding took away to the largest remainders", () => {
    expect(apportion([1, 1, 1], 100)).toEqual([34, 33, 33]);
    expect(apportion([5, 3, 1], 10)).toEqual([6, 3, 1]);
  });

  it("leaves whole numbers alone", () => {
    expect(apportion([60, 120, 180], 6)).toEqual([1, 2, 3]);
  });

  it("answers zeros for nothing", () => {
    expect(apportion([0, 0], 100)).toEqual([0, 0]);
    expect(apportion([], 100)).toEqual([]);
  });

  it("always adds up", () => {
    let state = 7;
    const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 500; round++) {
      const values = Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() ** 4 * 20_000));
      if (sum(values) < 60) continue;
      expect(sum(apportionMinutes(values))).toBe(Math.round(sum(values) / 60));
      expect(sum(apportionPercents(values, sum(values)))).toBe(100);
      for (const [index, minutes] of apportionMinutes(values).entries()) {
        expect(Math.abs(minutes - values[index]! / 60)).toBeLessThan(1);
      }
    }
  });
});

it("shows no minutes while all rows together have none", () => {
  expect(apportionMinutes([30, 15])).toEqual([0, 0]);
});

it("takes percents of the whole, also when the rows are only a part of it", () => {
  expect(apportionPercents([30, 20], 200)).toEqual([15, 10]);
  expect(apportionPercents([1], 0)).toEqual([0]);
});
