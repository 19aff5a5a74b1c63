/** Spans in words, in the browser's zone and the language of the page. */
import { localeTag } from "@/i18n";

/** "Sat 21 Nov 2026, 09:00 – 10:30", with both days where they differ. */
export function spanText(start: number, end: number): string {
  const format = new Intl.DateTimeFormat(localeTag.value, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return format.formatRange(start, end);
}

/** "14:32:10". */
export function clockText(at: number): string {
  return new Intl.DateTimeFormat(localeTag.value, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at);
}

/** "21 Nov 2026, 14:32:10". */
export function momentText(at: number): string {
  const date = new Intl.DateTimeFormat(localeTag.value, { day: "numeric", month: "short", year: "numeric" }).format(at);
  return `${date}, ${clockText(at)}`;
}
