/** The zone in which days are cut. */

/** What newer browsers know without the words and formats of any language, which take 12 ms to come up. */
interface Temporal {
  Now: { timeZoneId(): string };
}

/** The browser's zone as an IANA name; UTC where the browser does not know it. */
export function browserZone(): string {
  const { Temporal } = globalThis as { Temporal?: Temporal };
  const zone = Temporal?.Now.timeZoneId() ?? (Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined);
  return zone && zone !== "Etc/Unknown" ? zone : "UTC";
}
