/**
 * Shapes of the REST API (`/api/0`) as far as the pages use them.
 *
 * Times are ISO 8601 strings with an offset, durations are whole seconds.
 */

/** `GET /api/0/info` */
export interface Info {
  hostname: string;
  /** For example `v0.14.0`. */
  version: string;
  testing: boolean;
  device_id: string;
}

/** `GET /api/0/about`: where this installation keeps everything. */
export interface About {
  directories: { data: string; config: string; logs: string };
  /** The file with everything recorded; `null` when nothing is kept in a file. */
  database: string | null;
  /** Whether the tray is there. */
  supervised: boolean;
  /** What the system does at the next login; `null` when nobody here can tell or change it. */
  start_at_login: boolean | null;
}

/** `GET`, `POST` and `DELETE /api/0/pause` */
export interface Pause {
  paused: boolean;
  since: string | null;
  /** `null` while paused means: until somebody resumes. */
  until: string | null;
}

/** How long a pause lasts: a number of seconds, or up to a moment (`null`: until somebody resumes). */
export type PauseLength = { seconds: number } | { until: string | null };

export type StripState = "active" | "afk" | "asleep" | "paused" | "no-data";

/** A stretch of the day in one state; the strip covers start..now without hole or overlap. */
export interface StripSegment {
  start: string;
  end: string;
  state: StripState;
  /** What happened, in words, above all why data is missing. */
  label?: string;
}

export interface AppTime {
  app: string;
  seconds: number;
}

export interface TitleTime {
  app: string;
  title: string;
  seconds: number;
}

export type WatcherState = "ok" | "silent" | "never" | "stopped" | "paused";

export interface WatcherStatus {
  name: string;
  bucket: string | null;
  state: WatcherState;
  last_seen: string | null;
  /** Why it is in this state, as a sentence for the user. */
  reason: string;
}

/** `GET /api/0/today?timezone=` */
export interface Today {
  /** The day's calendar date, `YYYY-MM-DD`. */
  date: string;
  timezone: string;
  /** Where the day starts (the `startOfDay` setting) and ends; `now` lies between. */
  start: string;
  end: string;
  now: string;
  hostname: string;
  active_seconds: number;
  /** Longest first; the seconds add up to `active_seconds`. */
  apps: AppTime[];
  titles: TitleTime[];
  strip: StripSegment[];
  watchers: WatcherStatus[];
  pause: Pause;
}
