/** The zone in which days are cut. */

/** The browser's zone as an IANA name; UTC where the browser does not know it. */
export function browserZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  return zone && zone !== "Etc/Unknown" ? zone : "UTC";
}
