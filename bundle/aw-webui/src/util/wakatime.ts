/** The setting `wakatime`: who the owner is for WakaTime's programs, and how their time is counted (docs/wakatime.md). */
import type { Json } from "@/api";

export const SETTING = "wakatime";
export const RANGES = ["last_7_days", "last_30_days", "last_6_months", "last_year", "all_time"] as const;

/** What a person calls a project of theirs. */
export interface ProjectChoices {
  color?: string;
  badge?: string;
  clients?: string[];
  repository?: string;
  has_public_url?: boolean;
  root?: string;
}

export interface City {
  name?: string;
  state?: string;
  country_code?: string;
}

export interface Profile {
  timeout: number;
  writes_only: boolean;
  timezone: string;
  weekday_start: number;
  profile_range: (typeof RANGES)[number];
  view: "coding" | "everything";
  full_name: string;
  username: string;
  email: string;
  is_email_public: boolean;
  public_email: string;
  photo: string;
  photo_public: boolean;
  website: string;
  location: string;
  city: City;
  wonderfuldev_username: string;
  github_username: string;
  twitter_username: string;
  linkedin_username: string;
  is_hireable: boolean;
  logged_time_public: boolean;
  languages_used_public: boolean;
  editors_used_public: boolean;
  categories_used_public: boolean;
  os_used_public: boolean;
  share_all_time_since_days: number;
  default_project_privacy: "visible" | "hidden";
  projects: Record<string, ProjectChoices>;
  leaderboards: { name: string }[];
}

export const DEFAULT_PROFILE: Profile = {
  timeout: 15,
  writes_only: false,
  timezone: "",
  weekday_start: 0,
  profile_range: "last_7_days",
  view: "coding",
  full_name: "",
  username: "",
  email: "",
  is_email_public: false,
  public_email: "",
  photo: "",
  photo_public: false,
  website: "",
  location: "",
  city: {},
  wonderfuldev_username: "",
  github_username: "",
  twitter_username: "",
  linkedin_username: "",
  is_hireable: false,
  logged_time_public: false,
  languages_used_public: false,
  editors_used_public: false,
  categories_used_public: false,
  os_used_public: false,
  share_all_time_since_days: 0,
  default_project_privacy: "visible",
  projects: {},
  leaderboards: [],
};

export type ProfileKey = keyof Profile;
/** Keys whose values are texts, and yes or no. */
export type TextKey = { [K in ProfileKey]: string extends Profile[K] ? K : never }[ProfileKey];
export type FlagKey = { [K in ProfileKey]: Profile[K] extends boolean ? K : never }[ProfileKey];

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** What is stored, as the server understands it: what cannot be meant is as if it were not set. */
export function readProfile(stored: Json | undefined): Profile {
  const held = isObject(stored) ? stored : {};
  const found: Record<string, unknown> = { ...DEFAULT_PROFILE };
  for (const key of Object.keys(DEFAULT_PROFILE) as ProfileKey[]) {
    const value = checked(key, held[key]);
    if (value !== undefined) found[key] = value;
  }
  return found as unknown as Profile;
}

function checked(key: ProfileKey, value: Json | undefined): unknown {
  switch (key) {
    case "timeout":
      return validTimeout(value) ? value : undefined;
    case "weekday_start": {
      const day = typeof value === "string" ? WEEKDAYS.indexOf(value.toLowerCase()) : value;
      return typeof day === "number" && Number.isInteger(day) && day >= 0 && day <= 6 ? day : undefined;
    }
    case "profile_range":
      return RANGES.find((range) => range === value);
    case "view":
      return value === "everything" ? value : undefined;
    case "default_project_privacy":
      return value === "hidden" ? value : undefined;
    case "projects":
      return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, one]) => isObject(one))) : undefined;
    case "leaderboards":
      return Array.isArray(value) ? value.filter((one) => isObject(one) && typeof one.name === "string") : undefined;
    case "city":
      return isObject(value) ? value : undefined;
    default:
      return typeof value === typeof DEFAULT_PROFILE[key] ? value : undefined;
  }
}

export function validTimeout(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1440;
}

/** The setting with one value changed; what equals the default is left out, what is unknown stays. */
export function withChange<K extends ProfileKey>(stored: Json | undefined, key: K, value: Profile[K]): { [key: string]: Json } {
  const { [key]: _, ...rest } = isObject(stored) ? stored : {};
  const same = JSON.stringify(value) === JSON.stringify(DEFAULT_PROFILE[key]);
  return same ? rest : { ...rest, [key]: value as Json };
}

/** A project's choices without what says nothing. */
export function trimmedProject(choices: ProjectChoices): ProjectChoices {
  const kept = Object.entries(choices).filter(([, value]) => value !== "" && value !== false && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(kept) as ProjectChoices;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every time zone that the browser knows; empty where it cannot say. */
export function timeZones(): string[] {
  const known = Intl as unknown as { supportedValuesOf?: (what: string) => string[] };
  return known.supportedValuesOf?.("timeZone") ?? [];
}

/** Whether it is a name of a time zone; empty: the computer's own. */
export function isZone(name: string): boolean {
  if (name === "") return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
