/** Sizes of files in words. Pure. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A number of bytes with at most one place after the point: "1.4 MB"; powers of 1000. */
export function formatBytes(bytes: number, locale: string): string {
  let amount = bytes;
  let unit = 0;
  // What would be written as 1000 is one of the next unit.
  while (unit < UNITS.length - 1 && amount >= 999.95) {
    amount /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, { style: "unit", unit: UNITS[unit], maximumFractionDigits: 1 }).format(amount);
}
