/** The keys and JSON shapes of settings that the ecosystem's web UIs share, with our defaults. */
import type { CategoryClass, Json } from "@/api";

/** A dashboard: panels in order. Programs that know only `type` read it too. */
export interface View {
  id: string;
  name: string;
  elements: ViewElement[];
}

/** A panel; `width` in columns of twelve is ours, other programs pass it over. */
export interface ViewElement {
  type: string;
  size?: number;
  width?: number;
  props?: { [key: string]: Json };
}

export interface SavedQuery {
  id: string;
  name: string;
  query: string;
  [key: string]: Json | undefined;
}

export interface UserSettings {
  /** "HH:MM": when a day begins. */
  startOfDay: string;
  startOfWeek: "Monday" | "Sunday" | "Saturday";
  /** Seconds that the timeline shows at first. */
  durationDefault: number;
  theme: "auto" | "light" | "dark";
  /** Empty: the browser's. */
  locale: string;
  /** What `#/` leads to; empty: today's activity. */
  landingpage: string;
  /** A regular expression on application and title that never counts as away; empty: none. */
  always_active_pattern: string;
  /** Empty: the default catalogue. */
  classes: CategoryClass[];
  category_sets: Json[];
  active_set_ids: Json[];
  /** Empty: our own views. */
  views: View[];
  saved_queries: SavedQuery[];
  privacy_filters: Json[];
  /** Seconds after which a query gives up on the server. */
  requestTimeout: number;
}

export const DEFAULTS: UserSettings = {
  startOfDay: "04:00",
  startOfWeek: "Monday",
  durationDefault: 14_400,
  theme: "auto",
  locale: "",
  landingpage: "",
  always_active_pattern: "",
  classes: [],
  category_sets: [],
  active_set_ids: [],
  views: [],
  saved_queries: [],
  privacy_filters: [],
  requestTimeout: 30,
};

/** Settings that are one of a few words. */
const CHOICES: Partial<Record<keyof UserSettings, readonly Json[]>> = {
  startOfWeek: ["Monday", "Sunday", "Saturday"],
  theme: ["auto", "light", "dark"],
};

/** The stored value if it has the kind of the default, else the default: any program may have stored anything. */
export function readSetting<K extends keyof UserSettings>(key: K, value: Json | undefined): UserSettings[K] {
  const usual = DEFAULTS[key];
  const sameKind = typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual) && value !== null;
  if (!sameKind || !(CHOICES[key]?.includes(value as Json) ?? true)) return usual;
  if (key === "startOfDay" && !/^([01]?\d|2[0-3]):[0-5]\d/.test(String(value))) return usual;
  return value as UserSettings[K];
}
