/** From what the address of the activity page says, and what is recorded, to what is asked. Without Vue: asked ahead, too. */
import type { ListedBucket, Today } from "@/api";
import { bucketsOf, OFFLINE } from "@/util/devices";
import { bounds, dayCount, neighbour, parsePeriod, periodOf, resolutionOf, today, type DaySettings, type Period } from "@/util/span";
import { browserZone } from "@/util/zone";
import { activityQuestions } from "./activity";
import type { DeviceBuckets } from "./canonical";
import type { Asked, Span } from "./request";

/** How many periods before are shown, by what they are; all of them are read for one bar each, so of long ones few. */
export const HISTORY = { day: 14, week: 7, month: 3, year: 2 } as const;

/** What the address holds back or lets in. */
export interface ViewFilter {
  app: string;
  away: boolean;
  silent: boolean;
  stopwatch: boolean;
}

/** One look at the activity page. */
export interface Look {
  period: Period;
  /** Now, milliseconds since the epoch. */
  now: number;
  hosts: readonly string[];
  /** Whether the address names them. */
  named: boolean;
  /** The name of this computer. */
  own: string;
  buckets: readonly ListedBucket[];
  days: DaySettings;
  filter: ViewFilter;
  /** Only these categories; `null`: all. */
  categories: string[][] | null;
  /** The setting of that name. */
  alwaysActive: string;
}

/** The period that an address names, else today. */
export function periodIn(word: string, date: string, now: number, days: DaySettings): Period {
  return parsePeriod(word || "day", date, now, days) ?? periodOf("day", today(now, days.startOfDay), days.startOfWeek);
}

/** The devices that an address names, else the usual ones. */
export function hostsIn(named: string, usual: readonly string[]): readonly string[] {
  const hosts = named.split(",").filter(Boolean);
  return hosts.length > 0 ? hosts : usual;
}

/** What a bar of the strip of earlier periods is. */
export function stripOf({ kind }: Period): keyof typeof HISTORY {
  return kind === "week" || kind === "month" || kind === "year" ? kind : "day";
}

/** The earlier periods whose sums are shown: of some days together only as many days before, to compare with. */
export function earlierSpans(period: Period, days: DaySettings): Span[] {
  const strip = stripOf(period);
  const steps = strip === "day" && dayCount(period) > 1 ? 1 : HISTORY[strip];
  return Array.from({ length: steps }, (_, at) => bounds(neighbour(period, at - steps, days.startOfWeek), days.startOfDay));
}

/** Whether the period goes on. */
export function isRunning({ period, now, days }: Pick<Look, "period" | "now" | "days">): boolean {
  const { start, end } = bounds(period, days.startOfDay);
  return start <= now && now < end;
}

/** How to ask about a day as its computer tells it: without a date the present one, with or without offline time. */
export interface DayToTell {
  date: string | undefined;
  offline: boolean;
}

/**
 * What the server has to tell of a day of its computer: of one that is looked at, and of the present one where it is part
 * of a longer period. `null`: of none.
 */
export function dayToTell(look: Pick<Look, "period" | "now" | "hosts" | "named" | "own" | "days">): DayToTell | null {
  const { period, now, hosts, own, days } = look;
  const running = isRunning(look);
  if (!hosts.includes(own) || bounds(period, days.startOfDay).start > now || (dayCount(period) > 1 && !running)) return null;
  // The usual devices are with offline time as soon as there is some: asked before it is known, the answer is the same.
  return { date: running ? undefined : period.first, offline: !look.named || hosts.includes(OFFLINE) };
}

/** What to ask; `day` tells how far the newest events of a day that goes on reach. `null`: nothing was recorded there. */
export function viewQuestions(look: Look, day: Today | null): [Asked, Asked] | null {
  const { period, days, filter } = look;
  const { start, end } = bounds(period, days.startOfDay);
  const devices = look.hosts.map((host) => deviceIn(look.buckets, host, host === look.own ? day : null));
  if (devices.every(({ window }) => window.length === 0) || start > look.now) return null;
  return activityQuestions({
    devices,
    start,
    end: day && isRunning(look) ? Date.parse(day.now) : end,
    before: earlierSpans(period, days),
    resolution: resolutionOf(period),
    strip: stripOf(period),
    timezone: browserZone(),
    startOfDay: days.startOfDay,
    startOfWeek: days.startOfWeek,
    stretches: dayCount(period) === 1,
    days: dayCount(period) > 1,
    onlyPresent: !filter.away,
    audible: !filter.silent,
    alwaysActive: look.alwaysActive,
    withStopwatch: filter.stopwatch,
    categories: look.categories,
    app: filter.app || null,
  });
}

function deviceIn(buckets: readonly ListedBucket[], hostname: string, day: Today | null): DeviceBuckets {
  const of = (kind: "window" | "afk" | "browser" | "editor" | "stopwatch") => bucketsOf(buckets, kind, hostname);
  const reach = day?.reach ?? null;
  return { window: of("window"), afk: of("afk"), browser: of("browser"), editor: of("editor"), stopwatch: of("stopwatch"), reach };
}
