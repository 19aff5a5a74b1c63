/** The views that can be embedded, in the words of the server. */
import type { EmbeddedView } from "@/api";
import { addDays } from "./dates";
import { dayCount, type Period } from "./period";

export type EmbedChoice = "hours" | "days" | "efficiency" | "activities" | "categories" | "documents";

export const EMBEDDED: Record<EmbedChoice, EmbeddedView> = {
  hours: { perspective: "interval", kind: "productivity", resolution: "hour" },
  days: { perspective: "interval", kind: "productivity", resolution: "day" },
  efficiency: { perspective: "interval", kind: "efficiency", resolution: "day" },
  activities: { perspective: "rank", kind: "activity" },
  categories: { perspective: "rank", kind: "category" },
  documents: { perspective: "rank", kind: "document" },
};

export type EmbedPeriod = NonNullable<EmbeddedView["period"]>;

/** The one thing that a report is filtered by, and what it is. */
export interface EmbedThing {
  name: string;
  kind: "overview" | "category" | "activity";
}

/** What the server calls the time that a page shows: counted from the day on which the chart is looked at. */
export function embedPeriod(period: Period, today: string): EmbedPeriod {
  const here = period.first <= today && today <= period.last;
  if (period.kind === "day") return period.last === addDays(today, -1) ? "yesterday" : here ? "today" : "last_7_days";
  if (here && (period.kind === "week" || period.kind === "month")) return period.kind;
  const days = dayCount(period);
  return days <= 7 ? "last_7_days" : days <= 31 ? "last_30_days" : "year";
}

/** What a page's filters mean to the server; an application is finer than a category. */
export function embedThing({ category, app }: { category: readonly string[]; app: string }): EmbedThing | null {
  if (app !== "") return { name: app, kind: "activity" };
  if (category.length === 0 || category[0] === "Uncategorized") return null;
  return category.length === 1 ? { name: category[0]!, kind: "overview" } : { name: category[1]!, kind: "category" };
}

/** The view to embed: lists of one thing are of its own kind, levels and efficiency may be of any. */
export function embedView(choice: EmbedChoice, period: EmbedPeriod, search: string, thing: EmbedThing | null): EmbeddedView {
  const view = { ...EMBEDDED[choice], period, search };
  if (thing === null) return view;
  return { ...view, thing: thing.name, ...(view.perspective === "rank" ? { kind: thing.kind } : {}) };
}
