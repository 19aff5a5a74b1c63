/** Rows of a list of times: words, colour and bar length, cut from one answer so that they add up. */
import type { RouteLocationRaw } from "vue-router";
import type { AppTime, TitleTime } from "@/api";
import { words } from "@/i18n";
import { commonWords } from "@/words/common";
import type { CategoryPath } from "./categories";
import { apportionMinutes, apportionPercents } from "./apportion";
import { appColour, appLetter } from "./colour";
import { formatPercent, formatRow } from "./duration";

const w = words(commonWords);

export interface TimeRow {
  key: string;
  label: string;
  /** Second, smaller line; empty without one. */
  detail: string;
  colour: string;
  letter: string;
  seconds: number;
  duration: string;
  percent: string;
  /** Bar length between 0 and 1; the longest row has 1. */
  bar: number;
  /** Where it is told what the time is made of. */
  to?: RouteLocationRaw | undefined;
  /** What puts it into a category; absent where it has none of its own. */
  trait?: { key: string; text: string } | undefined;
  /** The category it has now, found out when somebody wants to know: of a site that takes every rule. */
  category?: (() => CategoryPath) | undefined;
}

/** What a row says; the rest follows from all rows together. */
export type RowWords = Pick<TimeRow, "key" | "label" | "detail" | "colour" | "letter" | "seconds" | "to" | "trait" | "category">;

export function appRows(apps: readonly AppTime[], active: number): TimeRow[] {
  const named = apps.map(({ app, seconds }) => ({ key: app, label: app || w.noName, detail: "", seconds, ...marks(app) }));
  return timeRows(named, active);
}

export function titleRows(titles: readonly TitleTime[], active: number): TimeRow[] {
  const named = titles.map(({ app, title, seconds }) => ({
    key: `${app}\n${title}`,
    label: title || w.noTitle,
    detail: app || w.noName,
    seconds,
    ...marks(app),
  }));
  return timeRows(named, active);
}

/** Minutes and percents of `whole` (seconds) that add up. */
export function timeRows(items: readonly RowWords[], whole: number): TimeRow[] {
  const seconds = items.map((item) => item.seconds);
  const minutes = apportionMinutes(seconds);
  const percents = apportionPercents(seconds, whole);
  const longest = Math.max(1, ...seconds);
  return items.map((item, index) => ({
    ...item,
    duration: formatRow(item.seconds, minutes[index] ?? 0),
    percent: formatPercent(percents[index] ?? 0, item.seconds),
    bar: item.seconds / longest,
  }));
}

function marks(app: string): Pick<TimeRow, "colour" | "letter"> {
  return { colour: appColour(app), letter: appLetter(app) };
}
