/** Zones whose days are not the browser's. */
import { dateFormat } from "@/i18n";
import { browserZone } from "./zone";

/**
 * Which of these zones (IANA names) have another time than the browser's at one of these moments (milliseconds since the
 * epoch). Another name for the same time is none, nor is a name that the browser does not know.
 */
export function elsewhere(zones: readonly string[], moments: readonly number[], own: string = browserZone()): string[] {
  return zones.filter((zone) => moments.some((at) => (offset(zone, at) ?? offset(own, at)) !== offset(own, at)));
}

function offset(timeZone: string, at: number): string | undefined {
  try {
    return dateFormat({ timeZone, timeZoneName: "longOffset" }).formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
  } catch {
    return undefined;
  }
}
