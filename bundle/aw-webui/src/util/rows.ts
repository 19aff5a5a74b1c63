/** Rows of a list of times: words, colour and bar length, cut from one answer so that they add up. */
import type { AppTime, TitleTime } from "@/api";
import { apportionMinutes, apportionPercents } from "./apportion";
import { words } from "@/i18n";
import { commonWords } from "@/words/common";
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
}

export function appRows(apps: readonly AppTime[], active: number): TimeRow[] {
  return rows(apps, active, ({ app }) => ({ key: app, label: app || w.noName, detail: "" }));
}

export function titleRows(titles: readonly TitleTime[], active: number): TimeRow[] {
  return rows(titles, active, ({ app, title }) => ({
    key: `${app}\n${title}`,
    label: title || w.noTitle,
    detail: app || w.noName,
  }));
}

function rows<T extends AppTime>(
  items: readonly T[],
  active: number,
  words: (item: T) => Pick<TimeRow, "key" | "label" | "detail">,
): TimeRow[] {
  const seconds = items.map((item) => item.seconds);
  const minutes = apportionMinutes(seconds);
  const percents = apportionPercents(seconds, active);
  const longest = Math.max(1, ...seconds);
  return items.map((item, index) => ({
    ...words(item),
    colour: appColour(item.app),
    letter: appLetter(item.app),
    seconds: item.seconds,
    duration: formatRow(item.seconds, minutes[index] ?? 0),
    percent: formatPercent(percents[index] ?? 0, item.seconds),
    bar: item.seconds / longest,
  }));
}
