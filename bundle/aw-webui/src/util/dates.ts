/** Calendar dates `YYYY-MM-DD` and where local days begin, right where the clocks change. No time zone is passed: the
 * browser's own counts, which is what the pages show. */

export type IsoDate = string;
export type WeekStart = "Monday" | "Sunday" | "Saturday";

const FIRST_WEEKDAY: Record<WeekStart, number> = { Sunday: 0, Monday: 1, Saturday: 6 };

export function isIsoDate(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return found !== null && dateOf(noon(text)) === text;
}

/** The date so many days later (or earlier). */
export function addDays(date: IsoDate, days: number): IsoDate {
  return utc(date, (day) => day.setUTCDate(day.getUTCDate() + days));
}

/** The first of the month so many months later. */
export function addMonths(date: IsoDate, months: number): IsoDate {
  return utc(date, (day) => day.setUTCMonth(day.getUTCMonth() + months, 1));
}

export function startOfMonth(date: IsoDate): IsoDate {
  return `${date.slice(0, 7)}-01`;
}

export function startOfYear(date: IsoDate): IsoDate {
  return `${date.slice(0, 4)}-01-01`;
}

export function startOfWeek(date: IsoDate, first: WeekStart): IsoDate {
  return addDays(date, -((weekday(date) - FIRST_WEEKDAY[first] + 7) % 7));
}

/** 0 is Sunday. */
export function weekday(date: IsoDate): number {
  return new Date(`${date}T12:00:00Z`).getUTCDay();
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);
}

/**
 * The moment (milliseconds since the epoch) at which the day of this date begins; `startOfDay` is "HH:MM".
 *
 * A time of day that does not exist (clocks go forward) is taken with the offset before the change, one that exists
 * twice is the first: as the server does.
 */
export function dayStart(date: IsoDate, startOfDay: string): number {
  const [hours = "0", minutes = "0"] = startOfDay.split(":");
  const [year = "0", month = "1", day = "1"] = date.split("-");
  return new Date(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes)).getTime();
}

/** The date of the day that holds this moment: before `startOfDay` it is still yesterday's. */
export function dateAt(moment: number, startOfDay: string): IsoDate {
  const calendar = dateOf(new Date(moment));
  for (const candidate of [addDays(calendar, 1), calendar]) {
    if (dayStart(candidate, startOfDay) <= moment) return candidate;
  }
  return addDays(calendar, -1);
}

/** The local calendar date of a moment. */
function dateOf(moment: Date): IsoDate {
  const part = (value: number, digits: number) => String(value).padStart(digits, "0");
  return `${part(moment.getFullYear(), 4)}-${part(moment.getMonth() + 1, 2)}-${part(moment.getDate(), 2)}`;
}

function noon(date: IsoDate): Date {
  const [year = "0", month = "1", day = "1"] = date.split("-");
  return new Date(Number(year), Number(month) - 1, Number(day), 12);
}

function utc(date: IsoDate, change: (day: Date) => void): IsoDate {
  const day = new Date(`${date}T12:00:00Z`);
  change(day);
  return day.toISOString().slice(0, 10);
}
