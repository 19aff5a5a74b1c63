/** Goals as people read and make them. Pure; figures are the server's. */
import type { Goal, GoalPeriod, NewGoal } from "@/api";
import { WEEKDAYS, type Weekday } from "@/util/weekdays";

export const KINDS = ["languages", "editors", "projects", "categories"] as const;
export type Kind = (typeof KINDS)[number];

/** What the form of a goal holds. */
export interface GoalDraft {
  title: string;
  hours: number;
  minutes: number;
  delta: "day" | "week";
  inverse: boolean;
  counts: "coding" | "everything";
  names: Record<Kind, string[]>;
  ignoreDays: Weekday[];
  ignoreZero: boolean;
  improve: string;
  enabled: boolean;
  snoozed: boolean;
  /** As a field of the kind `date` holds it; empty: for good. */
  until: string;
  tweeting: boolean;
  subscribers: string[];
}

export type DraftProblem = "noTime" | "tooLong" | "badPercent";

export function blankDraft(): GoalDraft {
  return {
    title: "",
    hours: 2,
    minutes: 0,
    delta: "day",
    inverse: false,
    counts: "everything",
    names: { languages: [], editors: [], projects: [], categories: [] },
    ignoreDays: [],
    ignoreZero: false,
    improve: "",
    enabled: true,
    snoozed: false,
    until: "",
    tweeting: false,
    subscribers: [],
  };
}

export function draftOf(goal: Goal): GoalDraft {
  return {
    title: goal.custom_title ?? "",
    hours: Math.floor(goal.seconds / 3600),
    minutes: Math.round((goal.seconds % 3600) / 60),
    delta: goal.delta ?? "day",
    inverse: goal.is_inverse ?? false,
    counts: goal.counts ?? "coding",
    names: Object.fromEntries(KINDS.map((kind) => [kind, [...(goal[kind] ?? [])]])) as Record<Kind, string[]>,
    ignoreDays: [...(goal.ignore_days ?? [])],
    ignoreZero: goal.ignore_zero_days ?? false,
    improve: goal.improve_by_percent == null ? "" : String(goal.improve_by_percent),
    enabled: goal.is_enabled ?? true,
    snoozed: goal.is_snoozed ?? false,
    until: goal.snooze_until?.slice(0, 10) ?? "",
    tweeting: goal.is_tweeting ?? false,
    subscribers: (goal.subscribers ?? []).map(nameOf).filter((name) => name !== ""),
  };
}

/** What is to be stored, or why it cannot be. What the form does not show of `before` stays as it is. */
export function goalOf(draft: GoalDraft, before: Goal | null): NewGoal | DraftProblem {
  const { hours, minutes } = draft;
  const typed = (Number(hours) || 0) * 3600 + (Number(minutes) || 0) * 60;
  // A goal of another program may have seconds that the form does not show.
  const same = before !== null && draftOf(before).hours === hours && draftOf(before).minutes === minutes;
  const seconds = same ? before.seconds : Math.round(typed);
  if (seconds < (same ? 1 : 60)) return "noTime";
  if (seconds > (draft.delta === "week" ? 7 : 1) * 86_400) return "tooLong";
  const improve = draft.improve.trim() === "" ? null : Number(draft.improve.trim().replace(",", "."));
  if (improve !== null && !(improve >= -99 && improve <= 1000)) return "badPercent";
  return {
    seconds,
    delta: draft.delta,
    counts: draft.counts,
    custom_title: draft.title.trim() || null,
    ...draft.names,
    ignore_days: draft.delta === "day" ? WEEKDAYS.filter((day) => draft.ignoreDays.includes(day)) : [],
    ignore_zero_days: draft.ignoreZero,
    improve_by_percent: improve,
    is_enabled: draft.enabled,
    is_inverse: draft.inverse,
    is_snoozed: draft.snoozed,
    is_tweeting: draft.tweeting,
    snooze_until: snoozeUntil(draft, before),
    subscribers: draft.subscribers.map(
      (name) => (before?.subscribers ?? []).find((one) => nameOf(one) === name) ?? { email: name, email_frequency: "Daily" },
    ),
  };
}

/** A stored goal without what the server adds: as it is sent to bring it back. */
export function bare(goal: Goal): NewGoal {
  const { id, created_at, modified_at, ...rest } = goal;
  return rest;
}

/** The beginning of that day (UTC); a moment of another program stays exact until it is changed. */
function snoozeUntil({ snoozed, until }: GoalDraft, before: Goal | null): string | null {
  if (!snoozed || until === "") return null;
  if (before?.snooze_until?.slice(0, 10) === until) return before.snooze_until;
  return `${until}T00:00:00Z`;
}

function nameOf(subscriber: { [key: string]: unknown }): string {
  const found = ["email", "username", "full_name"].map((key) => subscriber[key]).find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? found : "";
}

/** How a period stands: its share of what is wanted (at most 1), and the seconds that are missing, left or beyond. */
export interface Standing {
  share: number;
  kind: "toGo" | "reached" | "left" | "exceeded";
  seconds: number;
}

export function standing({ seconds, goal_seconds: wanted }: GoalPeriod, inverse: boolean): Standing {
  const share = wanted > 0 ? Math.min(1, seconds / wanted) : 1;
  const difference = seconds - wanted;
  if (inverse) return { share, kind: difference > 0 ? "exceeded" : "left", seconds: Math.abs(difference) };
  return { share, kind: difference >= 0 ? "reached" : "toGo", seconds: Math.abs(difference) };
}

/** How a period came out; before anything was recorded nothing did. */
export function outcome({ status, recorded }: GoalPeriod): GoalPeriod["status"] | "unrecorded" {
  return recorded ? status : "unrecorded";
}

/** How many of the periods that are judged were good ones. */
export function score(periods: readonly GoalPeriod[]): { good: number; all: number } {
  const judged = periods.filter((period) => ["success", "fail"].includes(outcome(period)));
  return { good: judged.filter(({ status }) => status === "success").length, all: judged.length };
}
