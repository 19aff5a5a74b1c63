/** Names of weekdays in the language of the moment. */
import { localeTag } from "@/i18n";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export function dayName(day: Weekday, weekday: "long" | "short"): string {
  // The first of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, 1 + WEEKDAYS.indexOf(day), 12));
  return new Intl.DateTimeFormat(localeTag.value, { weekday, timeZone: "UTC" }).format(date);
}
