/** Questions of the page Categories, as statements after `canonical`, and what is made of their answers. */
import type { CategoryClass, Json, StoredEvent } from "@/api";
import { literal, regexLiteral } from "@/query/text";
import { UNCATEGORIZED, type CategoryPath } from "./categories";
import { rulePattern } from "./matching";

/** How long each category was used, and what has none. */
export interface Overview {
  categories: StoredEvent[];
  apps: StoredEvent[];
  domains: StoredEvent[];
  titles: StoredEvent[];
  total: number;
}

export const OVERVIEW: string[] = [
  `open = filter_keyvals(events, "$category", ${literal([[...UNCATEGORIZED]])});`,
  "sites = filter_period_intersect(browsing, open);",
  "RETURN = {",
  '  "categories": merge_events_by_keys(events, ["$category"]),',
  '  "apps": limit_events(sort_by_duration(merge_events_by_keys(open, ["app"])), 60),',
  '  "domains": limit_events(sort_by_duration(merge_events_by_keys(sites, ["$domain"])), 60),',
  '  "titles": limit_events(sort_by_duration(merge_events_by_keys(open, ["title"])), 400),',
  '  "total": sum_durations(events)',
  "};",
];

/** What a change of rules moves: into the category and out of it, in seconds. */
export interface Preview {
  gained: number;
  from: StoredEvent[];
  lost: number;
  to: StoredEvent[];
  inside: number;
  total: number;
  examples: StoredEvent[];
}

/** What the list `next` would change for the category `path`. */
export function previewStatements(next: readonly CategoryClass[], path: CategoryPath): string[] {
  const target = literal([[...path]]);
  return [
    `after = ${classesLiteral(next)};`,
    `gained = filter_keyvals(categorize(exclude_keyvals(events, "$category", ${target}), after, browsing, editing), "$category", ${target});`,
    `lost = exclude_keyvals(categorize(filter_keyvals(events, "$category", ${target}), after, browsing, editing), "$category", ${target});`,
    "RETURN = {",
    '  "gained": sum_durations(gained),',
    '  "from": sort_by_duration(merge_events_by_keys(categorize(gained, classes(), browsing, editing), ["$category"])),',
    '  "lost": sum_durations(lost),',
    '  "to": sort_by_duration(merge_events_by_keys(lost, ["$category"])),',
    `  "inside": sum_durations(filter_keyvals(categorize(events, after, browsing, editing), "$category", ${target})),`,
    '  "total": sum_durations(events),',
    '  "examples": limit_events(sort_by_duration(merge_events_by_keys(gained, ["app", "title"])), 5)',
    "};",
  ];
}

/** Rules as `categorize` takes them. */
function classesLiteral(classes: readonly CategoryClass[]): string {
  const pairs = classes
    .filter(({ name, rule }) => name.length > 0 && rulePattern(rule) !== "")
    .map(({ name, rule }) => {
      const { regex: _, ...others } = rule;
      const parts = Object.entries(others).filter(([key]) => READ.has(key));
      const shape = parts.map(([key, value]) => `${literal(key)}: ${literal(value)}`);
      return `[${literal([...name])}, {${[`"regex": ${regexLiteral(rulePattern(rule))}`, ...shape].join(", ")}}]`;
    });
  return `[${pairs.join(", ")}]`;
}

/** Keys of a rule that decide what it matches. */
const READ = new Set(["ignore_case", "select_keys", "priority", "weight"]);

export interface Suggestion {
  text: string;
  seconds: number;
}

export function suggestionsOf(events: readonly StoredEvent[], key: string): Suggestion[] {
  return events
    .map(({ data, duration }) => ({ text: textOf(data[key]), seconds: duration }))
    .filter(({ text }) => text !== "");
}

/** Words that most titles hold and that say nothing. */
const EMPTY_WORDS = new Set(
  "the and for with from this that your you are not new und der die das für mit von ein eine ist auf zur zum den com www http https mozilla google chrome".split(
    " ",
  ),
);

/** Words and pairs of words in titles, by the time of the titles that hold them; longest first. */
export function wordSuggestions(titles: readonly StoredEvent[], least = 60): Suggestion[] {
  const seconds = new Map<string, { text: string; seconds: number }>();
  for (const { data, duration } of titles) {
    const found = textOf(data.title).match(/[\p{L}\p{N}][\p{L}\p{N}._#+-]*[\p{L}\p{N}]/gu) ?? [];
    const words = found.filter((word) => word.length > 2 && !/^[\d.]+$/.test(word) && !EMPTY_WORDS.has(word.toLowerCase()));
    for (const word of new Map(words.reverse().map((text) => [text.toLowerCase(), text])).values()) {
      const held = seconds.get(word.toLowerCase()) ?? { text: word, seconds: 0 };
      seconds.set(word.toLowerCase(), { ...held, seconds: held.seconds + duration });
    }
  }
  return [...seconds.values()]
    .filter((entry) => entry.seconds >= least)
    .sort((a, b) => b.seconds - a.seconds || a.text.localeCompare(b.text))
    .slice(0, 60);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The path that a merged event tells. */
export function pathOf({ data }: StoredEvent): string[] {
  const path = data.$category;
  return Array.isArray(path) && path.every((part) => typeof part === "string") ? path : [...UNCATEGORIZED];
}
