/** Periods that a page looks at, with what they are called. */
import { dateFormat } from "@/i18n";
import type { Period, Resolution } from "./span";
import { browserZone } from "./zone";

export * from "./span";

/** "Saturday 21 November 2026", "16 – 22 November 2026", "November 2026", "2026". */
export function periodTitle(period: Period): string {
  const format = (options: Intl.DateTimeFormatOptions) => dateFormat({ ...options, timeZone: "UTC" });
  const first = new Date(`${period.first}T12:00:00Z`);
  const last = new Date(`${period.last}T12:00:00Z`);
  if (period.kind === "year") return period.first.slice(0, 4);
  if (period.kind === "month") return format({ month: "long", year: "numeric" }).format(first);
  if (period.first === period.last) {
    return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(first);
  }
  return format({ day: "numeric", month: "long", year: "numeric" }).formatRange(first, last);
}

/** "Sat 21", "Nov", "14:00": under a bar. */
export function shortLabel(at: number, resolution: Resolution): string {
  const options: Record<Resolution, Intl.DateTimeFormatOptions> = {
    hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    day: { weekday: "short", day: "numeric" },
    month: { month: "short" },
  };
  return dateFormat({ ...options[resolution], timeZone: browserZone() }).format(at).replaceAll(",", "");
}
