/** Formats of dates and times, each made once: making one takes longer than writing hundreds of dates with it. */
import { localeTag } from "./locale";

const made = new Map<string, Intl.DateTimeFormat>();

/** A format in the language of the moment. The zone has to be named: the browser's own may change while a page is open. */
export function dateFormat(options: Intl.DateTimeFormatOptions & { timeZone: string }): Intl.DateTimeFormat {
  const key = JSON.stringify([localeTag.value, options]);
  let format = made.get(key);
  if (!format) made.set(key, (format = new Intl.DateTimeFormat(localeTag.value, options)));
  return format;
}
