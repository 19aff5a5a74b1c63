/** Durations in words: "2 h 05 min" everywhere, exact seconds where somebody asks. */

/** No-break space: a figure and its unit stay on one line. */
const NBSP = "\u00a0";

/** Parts of a duration for large type: value and unit apart. */
export interface DurationPart {
  value: string;
  unit: "h" | "min" | "s";
}

/**
 * "2 h 05 min", "5 min", below a minute "42 s", nothing is "0 min"; rounded to the nearest minute.
 *
 * Rows that must add up are rounded together first, see `apportion`.
 */
export function formatDuration(seconds: number): string {
  return join(durationParts(seconds));
}

/** What `formatDuration` joins. */
export function durationParts(seconds: number): DurationPart[] {
  const whole = Math.max(0, Math.round(seconds));
  if (whole > 0 && whole < 60) return [{ value: String(whole), unit: "s" }];
  return minuteParts(Math.round(whole / 60));
}

/** "2 h 05 min" from whole minutes. */
export function formatMinutes(minutes: number): string {
  return join(minuteParts(minutes));
}

function minuteParts(minutes: number): DurationPart[] {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return [{ value: String(rest), unit: "min" }];
  return [
    { value: String(hours), unit: "h" },
    { value: String(rest).padStart(2, "0"), unit: "min" },
  ];
}

/** "2 h 05 min 09 s": nothing rounded away beyond the second. */
export function formatExact(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole}${NBSP}s`;
  return `${formatMinutes(minutes)} ${String(whole % 60).padStart(2, "0")}${NBSP}s`;
}

/** ISO 8601 duration for machines (`<time datetime>`): `PT7509S`. */
export function isoDuration(seconds: number): string {
  return `PT${Math.max(0, Math.round(seconds))}S`;
}

/** Words for one row of a list whose minutes were apportioned: a row without a whole minute shows its seconds. */
export function formatRow(seconds: number, minutes: number): string {
  return minutes > 0 ? formatMinutes(minutes) : formatDuration(Math.min(seconds, 59));
}

/** Words for one row's share of a list: "27 %", "< 1 %". */
export function formatPercent(percent: number, seconds: number): string {
  return percent === 0 && seconds > 0 ? `<${NBSP}1${NBSP}%` : `${percent}${NBSP}%`;
}

function join(parts: DurationPart[]): string {
  return parts.map(({ value, unit }) => value + NBSP + unit).join(" ");
}
