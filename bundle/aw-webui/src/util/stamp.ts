/** Exact moments in words, in the browser's zone: "27 Nov 2026, 16:42:05". Milliseconds since the epoch in. */
import { localeTag } from "@/i18n";

export function stamp(at: number): string {
  return new Intl.DateTimeFormat(localeTag.value, { dateStyle: "medium", timeStyle: "medium" }).format(at);
}

/** Without the seconds. */
export function shortStamp(at: number): string {
  return new Intl.DateTimeFormat(localeTag.value, { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** "16:42:05". */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(localeTag.value, { timeStyle: "medium" }).format(at);
}

/** For a field of the kind `datetime-local`, to the second. */
export function localField(at: number): string {
  const moment = new Date(at);
  return new Date(at - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** What such a field says, or null. */
export function fieldMoment(text: string): number | null {
  const at = new Date(text).getTime();
  return text === "" || Number.isNaN(at) ? null : at;
}
