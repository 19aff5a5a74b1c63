/** Rounding that adds up (largest remainder). */

/**
 * Round `values`, scaled so that they sum to `total`, to integers that sum to exactly `round(total)`.
 *
 * The rounded-off units go to the largest remainders; on a tie to the earlier row. All zero in, all zero out.
 */
export function apportion(values: readonly number[], total: number): number[] {
  const sum = values.reduce((a, b) => a + b, 0);
  if (sum <= 0) return values.map(() => 0);
  // Twelve digits: a division that should be whole must not end as 0.9999….
  const exact = values.map((value) => Number(((value * total) / sum).toPrecision(12)));
  const rounded = exact.map(Math.floor);
  let left = Math.round(total) - rounded.reduce((a, b) => a + b, 0);
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order) {
    if (left <= 0) break;
    rounded[index]! += 1;
    left -= 1;
  }
  return rounded;
}

/** Whole minutes of each row; together the rounded minutes of their sum, which below a minute is none. */
export function apportionMinutes(seconds: readonly number[]): number[] {
  const sum = seconds.reduce((a, b) => a + b, 0);
  return sum < 60 ? seconds.map(() => 0) : apportion(seconds, sum / 60);
}

/** Whole percents of `whole`; rows that make up all of it add up to 100. */
export function apportionPercents(seconds: readonly number[], whole: number): number[] {
  const sum = seconds.reduce((a, b) => a + b, 0);
  return apportion(seconds, whole > 0 ? (sum / whole) * 100 : 0);
}
