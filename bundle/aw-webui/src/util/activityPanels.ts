/** Rows and bars of the activity view's panels: names, colours and links around the sums. Pure. */
import type { RouteLocationRaw } from "vue-router";
import type { StoredEvent } from "@/api";
import type { Bar } from "@/components/activity/StackedBars.vue";
import { dateFormat, words } from "@/i18n";
import type { ViewAnswer } from "@/query";
import { activityWords } from "@/words/activity";
import { commonWords } from "@/words/common";
import { categoryOf, micros, sumsBy, textOf, type Slot, type Sum } from "./activity";
import { isUncategorized, pathKey, type Categories, type CategoryPath } from "./categories";
import { browserZone } from "./clock";
import { dateAt } from "./dates";
import { appColour, appLetter } from "./colour";
import { Matcher } from "./matching";
import { dayCount, resolutionOf, shortLabel, type Period } from "./period";
import { timeRows, type RowWords, type TimeRow } from "./rows";
import type { PanelType } from "./views";

const w = words(activityWords);
const c = words(commonWords);

/** Where rows lead. */
export interface PanelLinks {
  app: (app: string) => RouteLocationRaw;
  category: (path: string[]) => RouteLocationRaw;
  search: (text: string) => RouteLocationRaw | undefined;
}

export interface PanelList {
  rows: TimeRow[];
  /** Seconds beyond the rows: what the answer did not list. */
  rest: number;
}

/** The rows of a panel that is a list; `null` for other panels. */
export function listOf(type: PanelType, view: ViewAnswer, categories: Categories, links: PanelLinks): PanelList | null {
  switch (type) {
    case "top_apps":
      return list(sumsBy(view.apps, nameOf), view.total, (sum) => appRow(sum, categories, links));
    case "top_titles":
      return list(sumsBy(view.titles, (event) => `${nameOf(event)}\n${textOf(event, "title")}`), view.total, (sum) => {
        const [app = "", title = ""] = sum.key.split("\n");
        return { ...mark(app, sum, categories), label: title || app || c.noTitle, detail: title ? app : "", to: links.search(title), ...traitOf("title", title, () => sum.path) };
      });
    case "top_categories":
      return list(sumsBy(view.categories, (event) => pathKey(categoryOf(event))), view.total, ({ key }) => {
        const path = key.split("\n");
        const name = isUncategorized(path) ? c.uncategorized : (path.at(-1) ?? "");
        return { label: name, detail: path.slice(0, -1).join(" › "), colour: categories.colour(path), letter: appLetter(name), to: links.category(path) };
      });
    case "top_domains":
      return list(sumsBy(view.domains, (event) => textOf(event, "$domain")), view.browsing, ({ key }) => ({
        ...named(key, key, links),
        ...traitOf("$domain", key, () => siteCategory(categories, key)),
      }));
    case "top_urls":
      return list(sumsBy(view.urls, (event) => textOf(event, "url")), view.browsing, ({ key }) => {
        const [domain, rest] = splitUrl(key);
        return { ...named(key, domain, links), label: rest === "/" ? domain : rest, detail: rest === "/" ? "" : domain };
      });
    case "top_editor_files":
      return list(sumsBy(view.files, (event) => textOf(event, "file")), view.editing, ({ key }) => {
        const [folder, file] = splitPath(key);
        return { ...named(key, file, links), label: file, detail: folder };
      });
    case "top_editor_languages":
      return list(sumsBy(view.languages, (event) => textOf(event, "language")), view.editing, ({ key }) => named(key, key, links));
    case "top_editor_projects":
      return list(sumsBy(view.projects, (event) => textOf(event, "project")), view.editing, ({ key }) => {
        const [folder, project] = splitPath(key);
        return { ...named(key, project, links), label: project, detail: folder };
      });
    case "top_stopwatches":
      return list(sumsBy(view.stopwatch, (event) => textOf(event, "label")), null, ({ key }) => named(key, key, links));
    default:
      return null;
  }
}

function list(sums: readonly Sum[], total: number | null, say: (sum: Sum) => Omit<RowWords, "key" | "seconds">): PanelList {
  const seconds = sums.reduce((all, sum) => all + sum.seconds, 0);
  const whole = total === null ? seconds : Math.floor(total + 0.5);
  const rows = sums.map((sum) => ({ ...say(sum), key: sum.key, seconds: sum.seconds }));
  return { rows: timeRows(rows, whole), rest: Math.max(0, whole - seconds) };
}

function nameOf(event: StoredEvent): string {
  return textOf(event, "app") || textOf(event, "label");
}

function appRow(sum: Sum, categories: Categories, links: PanelLinks): Omit<RowWords, "key" | "seconds"> {
  const category = isUncategorized(sum.path) ? c.uncategorized : (sum.path.at(-1) ?? "");
  return { ...mark(sum.key, sum, categories), label: sum.key || c.noName, detail: category, to: links.app(sum.key), ...traitOf("app", typeof sum.data.app === "string" ? sum.data.app : "", () => sum.path) };
}

/** The rules made ready for reading, once for each state of them. */
const matchers = new WeakMap<Categories, Matcher>();

/** The category of a site by itself, whatever its pages add. */
function siteCategory(categories: Categories, domain: string): CategoryPath {
  const matcher = matchers.get(categories) ?? new Matcher(categories.classes);
  matchers.set(categories, matcher);
  return matcher.explain({ url: `https://${domain}/`, $domain: domain })?.entry.name ?? [];
}

/** What a row can be put into a category by; what has no text, and what the stopwatch measured, has none. */
function traitOf(key: string, text: string, category: () => CategoryPath): Pick<RowWords, "trait" | "category"> {
  return text === "" ? {} : { trait: { key, text }, category };
}

/** An application keeps its own colour on every page, whatever its category. */
function mark(app: string, _sum: Sum, _categories: Categories): Pick<RowWords, "colour" | "letter"> {
  return { colour: appColour(app), letter: appLetter(app) };
}

function named(key: string, name: string, links: PanelLinks): Omit<RowWords, "key" | "seconds"> {
  // The first letter: the last part of a domain, which is the name of a program, says nothing here.
  return { label: name || c.noName, detail: "", colour: appColour(name), letter: appLetter(name.slice(0, 1)), to: links.search(key) };
}

/** Host and the rest of an address. */
function splitUrl(url: string): [string, string] {
  try {
    const { hostname, pathname, search } = new URL(url);
    return [hostname.replace(/^www\./, "") || url, decodeURI(pathname) + search];
  } catch {
    return [url, "/"];
  }
}

/** Folder and last part of a path, of either kind. */
function splitPath(path: string): [string, string] {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return at > 0 ? [path.slice(0, at), path.slice(at + 1) || path] : ["", path];
}

/** Bars over the time, each part named and coloured by its first category. */
export function barsOf(
  slots: readonly Slot[],
  period: Period,
  categories: Categories,
  to: (at: number, date: string) => RouteLocationRaw | undefined,
): Bar[] {
  const resolution = resolutionOf(period);
  const every = Math.ceil(slots.length / (resolution === "hour" ? 8 : 12));
  const full = dateFormat({ ...FULL[resolution], timeZone: browserZone() });
  return slots.map(({ at, seconds, parts }, place) => ({
    at,
    seconds,
    label: place % every === 0 ? label(at, period) : "",
    name: full.format(at),
    parts: parts.map((part) => ({
      key: pathKey(part.path),
      name: isUncategorized(part.path) ? c.uncategorized : (part.path[0] ?? w.rest),
      colour: categories.colour(part.path),
      seconds: part.seconds,
    })),
    to: to(at, dateAt(at, "00:00")),
  }));
}

function label(at: number, period: Period): string {
  if (resolutionOf(period) !== "day" || dayCount(period) <= 7) return shortLabel(at, resolutionOf(period));
  return dateFormat({ timeZone: browserZone(), day: "numeric", month: "numeric" }).format(at);
}

const FULL: Record<ReturnType<typeof resolutionOf>, Intl.DateTimeFormatOptions> = {
  hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "long", day: "numeric", month: "long" },
  month: { month: "long", year: "numeric" },
};

/** The sum of microseconds of events in whole seconds. */
export function secondsOf(events: readonly StoredEvent[]): number {
  return Math.floor(events.reduce((sum, event) => sum + micros(event), 0) / 1e6 + 0.5);
}
