/**
 * Changing the stored list of categories: pure functions from list to list. The list keeps the ecosystem's shape, and
 * whatever other programs stored beside what is changed here stays.
 *
 * A category with several rules has several entries of the same name; the first of them holds colour and productivity.
 */
import type { CategoryClass, Json } from "@/api";
import { isWithin, pathKey, type CategoryPath } from "./categories";
import { rankOf, ruleKeys, rulePattern, rulePriority } from "./matching";
import { quoted } from "./pattern";

export interface RuleDraft {
  regex: string;
  ignoreCase: boolean;
  /** Keys that are looked at; none: every text. */
  keys: string[];
  /** `null`: by depth. */
  priority: number | null;
}

export interface CategoryDraft {
  path: string[];
  /** `null`: the parent's. */
  colour: string | null;
  /** -2 to 2; `null`: the parent's. */
  score: number | null;
  rules: RuleDraft[];
}

export interface TreeEntry {
  path: string[];
  name: string;
  rules: RuleDraft[];
  children: TreeEntry[];
}

/** The categories as a tree, in stored order; parents that have no entry of their own included. */
export function treeOf(classes: readonly CategoryClass[]): TreeEntry[] {
  const root: TreeEntry = { path: [], name: "", rules: [], children: [] };
  for (const entry of classes) {
    let node = root;
    for (const [depth, name] of entry.name.entries()) {
      let child = node.children.find((candidate) => candidate.name === name);
      if (!child) node.children.push((child = { path: entry.name.slice(0, depth + 1), name, rules: [], children: [] }));
      node = child;
    }
    if (node !== root && rulePattern(entry.rule)) node.rules.push(ruleDraft(entry));
  }
  return root.children;
}

/** Every path, parents first: for lists to choose from. */
export function pathsOf(nodes: readonly TreeEntry[]): string[][] {
  return nodes.flatMap(({ path, children }) => [path, ...pathsOf(children)]);
}

export function draftOf(classes: readonly CategoryClass[], path: CategoryPath): CategoryDraft {
  const own = entriesOf(classes, path);
  const last = <T>(read: (data: CategoryClass["data"]) => T | null) =>
    own.reduce<T | null>((found, { data }) => read(data) ?? found, null);
  return {
    path: [...path],
    colour: last(({ color }) => (typeof color === "string" && color ? color : null)),
    score: last(({ score }) => (typeof score === "number" ? Math.round(Math.max(-2, Math.min(2, score))) : null)),
    rules: own.filter(({ rule }) => rulePattern(rule)).map(ruleDraft),
  };
}

function ruleDraft({ rule }: CategoryClass): RuleDraft {
  return {
    regex: rulePattern(rule),
    ignoreCase: rule.ignore_case === true,
    keys: ruleKeys(rule),
    priority: rulePriority(rule),
  };
}

function entriesOf(classes: readonly CategoryClass[], path: CategoryPath): CategoryClass[] {
  const key = pathKey(path);
  return classes.filter(({ name }) => pathKey(name) === key);
}

/** The list with this category as the draft has it: in the old place, or after its nearest relatives. */
export function put(classes: readonly CategoryClass[], draft: CategoryDraft): CategoryClass[] {
  const key = pathKey(draft.path);
  const old = entriesOf(classes, draft.path);
  const rules = draft.rules.filter(({ regex }) => regex !== "");
  const entries: CategoryClass[] = (rules.length > 0 ? rules : [null]).map((rule, at) => {
    const before: CategoryClass = old[at] ?? { name: [...draft.path], rule: {}, data: {} };
    return { ...before, rule: storedRule(before.rule, rule), data: at === 0 ? dataOf(old, draft) : {} };
  });
  const at = classes.findIndex(({ name }) => pathKey(name) === key);
  const rest = classes.filter(({ name }) => pathKey(name) !== key);
  const where = at >= 0 ? rest.length - classes.slice(at).filter(({ name }) => pathKey(name) !== key).length : place(rest, draft.path);
  return numbered([...rest.slice(0, where), ...entries, ...rest.slice(where)]);
}

/** Behind the last entry of the nearest parent that has one. */
function place(classes: readonly CategoryClass[], path: CategoryPath): number {
  const parent = path.slice(0, -1);
  const behind = parent.length > 0 ? classes.findLastIndex(({ name }) => isWithin(name, parent)) : -1;
  return behind >= 0 ? behind + 1 : classes.length;
}

function dataOf(old: readonly CategoryClass[], { colour, score }: CategoryDraft): CategoryClass["data"] {
  const { color: _, score: __, ...others } = Object.assign({}, ...old.map(({ data }) => data)) as CategoryClass["data"];
  return { ...others, ...(colour === null ? {} : { color: colour }), ...(score === null ? {} : { score }) };
}

function storedRule(before: CategoryClass["rule"], rule: RuleDraft | null): CategoryClass["rule"] {
  const { type: _, regex: __, ignore_case: ___, select_keys: ____, priority: _____, weight: ______, ...others } = before;
  if (rule === null) return { ...others, type: "none" };
  return {
    ...others,
    type: "regex",
    regex: rule.regex,
    ignore_case: rule.ignoreCase,
    ...(rule.keys.length > 0 ? { select_keys: rule.keys } : {}),
    ...(rule.priority === null ? {} : { priority: rule.priority }),
  };
}

/** Give a category, with all below it, another name or place. Entries of a category that is there already join it. */
export function move(classes: readonly CategoryClass[], from: CategoryPath, to: CategoryPath): CategoryClass[] {
  if (pathKey(from) === pathKey(to)) return [...classes];
  return classes.map((entry) =>
    isWithin(entry.name, from) ? { ...entry, name: [...to, ...entry.name.slice(from.length)] } : entry,
  );
}

/** Without this category and all below it. */
export function without(classes: readonly CategoryClass[], path: CategoryPath): CategoryClass[] {
  return classes.filter(({ name }) => !isWithin(name, path));
}

/** What is to be put into a category: a whole text under a key, or a word in it. */
export interface Trait {
  key: string;
  text: string;
  /** Found anywhere between other words, whatever its case. */
  word?: boolean;
}

/** Lists of texts, as `assign` writes them. */
const WHOLE = { before: "^(?:", after: ")$" };
const WORD = { before: "\\b(?:", after: ")\\b" };

/**
 * Have everything with this trait be in `path`.
 *
 * `now` is the category it has: where a rule of that one would win, the new one gets a priority above it.
 */
export function assign(
  classes: readonly CategoryClass[],
  path: CategoryPath,
  { key, text, word = false }: Trait,
  now: CategoryPath = [],
): CategoryClass[] {
  const draft = draftOf(classes, path);
  const priority = priorityOver(classes, path, now);
  const { before, after } = word ? WORD : WHOLE;
  const known = draft.rules.find(
    ({ regex, keys, ignoreCase, priority: given }) =>
      keys.length === 1 && keys[0] === key && given === priority && ignoreCase === word &&
      regex.startsWith(before) && regex.endsWith(after) && !/[()]/.test(regex.slice(before.length, -after.length).replaceAll(/\\./g, "")),
  );
  if (known) known.regex = `${known.regex.slice(0, -after.length)}|${quoted(text)}${after}`;
  else draft.rules.push({ regex: before + quoted(text) + after, ignoreCase: word, keys: [key], priority });
  return put(classes, draft);
}

function priorityOver(classes: readonly CategoryClass[], path: CategoryPath, now: CategoryPath): number | null {
  const ranks = entriesOf(classes, now).filter(({ rule }) => rulePattern(rule)).map(rankOf);
  const before = Math.max(0, ...ranks);
  return before >= path.length * 10 ? before + 1 : null;
}

/** Ids as the ecosystem wants them: whole numbers, each once. */
function numbered(classes: readonly CategoryClass[]): CategoryClass[] {
  const taken = new Set<number>();
  let next = Math.max(-1, ...classes.map(({ id }) => id ?? -1)) + 1;
  return classes.map((entry) => {
    const id = entry.id !== undefined && !taken.has(entry.id) ? entry.id : next++;
    taken.add(id);
    return { ...entry, id };
  });
}

/** Classes of a file: the list itself, or an object that holds it as `categories` or `classes`. `null`: none there. */
export function readFile(content: Json): CategoryClass[] | null {
  const held =
    typeof content === "object" && content !== null && !Array.isArray(content)
      ? (content.categories ?? content.classes)
      : content;
  if (!Array.isArray(held) || held.length === 0) return null;
  const found = held.map(readClass);
  return found.every((entry) => entry !== null) ? numbered(found) : null;
}

function readClass(value: Json): CategoryClass | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { name, rule, data, id, ...others } = value;
  if (!Array.isArray(name) || name.length === 0 || !name.every((part) => typeof part === "string" && part)) return null;
  const entry = { ...others, name: name as string[], rule: objectOf(rule), data: objectOf(data) };
  return typeof id === "number" && Number.isInteger(id) ? { ...entry, id } : entry;
}

function objectOf(value: Json | undefined): { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

// --- Named sets -----------------------------------------------------------------------------------------------------

/** The setting `category_sets`: lists of categories under names, of which one is in use. */
export interface CategorySet {
  id: string;
  name: string;
  classes: CategoryClass[];
}

export function readSets(value: readonly Json[]): CategorySet[] {
  return value.flatMap((held) => {
    if (typeof held !== "object" || held === null || Array.isArray(held)) return [];
    const { id, name, classes } = held;
    const text = typeof id === "string" || typeof id === "number" ? String(id) : "";
    if (!text || typeof name !== "string") return [];
    return [{ ...held, id: text, name, classes: readFile(classes ?? null) ?? [] } as CategorySet];
  });
}
