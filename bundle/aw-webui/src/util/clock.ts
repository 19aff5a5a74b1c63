/** Wall-clock words in the zone that the server cut the day in, in the language of the page. */
import { dateFormat } from "@/i18n";

export { browserZone } from "./zone";

/** Times of day and dates of one zone. Milliseconds since the epoch in, text out. */
export interface ZoneClock {
  /** "16:42" */
  time(at: number): string;
  /** "Friday 21 November" */
  day(at: number): string;
  /** Minutes since local midnight, 0–1439. */
  minuteOfDay(at: number): number;
  /** "16:42", with the day in front when it is another day than `now`'s. */
  moment(at: number, now: number): string;
}

export function zoneClock(timeZone: string): ZoneClock {
  const time = dateFormat({ timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = dateFormat({ timeZone, weekday: "long", day: "numeric", month: "long" });
  return {
    time: (at) => time.format(at),
    day: (at) => day.format(at),
    minuteOfDay(at) {
      const [hours = "0", minutes = "0"] = time.format(at).split(":");
      return Number(hours) * 60 + Number(minutes);
    },
    moment(at, now) {
      return day.format(at) === day.format(now) ? time.format(at) : `${day.format(at)}, ${time.format(at)}`;
    },
  };
}

/** "Friday 21 November" of a calendar date `YYYY-MM-DD`, whatever the zone. */
export function calendarDay(date: string): string {
  return zoneClock("UTC").day(Date.parse(`${date}T12:00:00Z`));
}
