/** Categories as the pages show them: tree, names, inherited colours and productivity. */
import type { CategoryClass } from "@/api";
import { apportionMinutes } from "./apportion";
import { colourIndex } from "./colour";
import { themed } from "./legible";

/** Names from the top down: `["Work", "Programming"]`. */
export type CategoryPath = readonly string[];

/** What no rule finds. */
export const UNCATEGORIZED: CategoryPath = ["Uncategorized"];

/** The ecosystem's way to write a path. */
export const SEPARATOR = " > ";

export function pathText(path: CategoryPath): string {
  return path.join(SEPARATOR);
}

export function parsePath(text: string): string[] {
  return text.split(">").map((part) => part.trim()).filter(Boolean);
}

/** A key for maps: no name holds a line break. */
export function pathKey(path: CategoryPath): string {
  return path.join("\n");
}

export function isUncategorized(path: CategoryPath): boolean {
  return path.length === 1 && path[0] === UNCATEGORIZED[0];
}

/** Whether `path` is `parent` or lies below it. */
export function isWithin(path: CategoryPath, parent: CategoryPath): boolean {
  return parent.every((part, at) => path[at] === part);
}

/** What the classes say about categories, looked up by path. */
export class Categories {
  private readonly byKey = new Map<string, CategoryClass[]>();
  /** Found once for each path: what is legible is found step by step, and every row and bar of a page asks. */
  private readonly colours = new Map<string, string>();

  constructor(readonly classes: readonly CategoryClass[]) {
    for (const entry of classes) {
      const key = pathKey(entry.name);
      this.byKey.set(key, [entry, ...(this.byKey.get(key) ?? [])]);
    }
  }

  /** CSS value for both themes: the category's own colour, else its parents', else a stable one by its top name. */
  colour(path: CategoryPath): string {
    const key = pathKey(path);
    const found = this.colours.get(key) ?? this.findColour(path);
    this.colours.set(key, found);
    return found;
  }

  private findColour(path: CategoryPath): string {
    if (isUncategorized(path)) return "var(--uncategorized)";
    const stored = this.inherited(path, ({ data }) => themed(typeof data?.color === "string" ? data.color : ""));
    return stored ?? `var(--app-${colourIndex(path[0] ?? "")})`;
  }

  /** -2 very distracting to 2 very productive: its own, else its parents', else 0. */
  productivity(path: CategoryPath): number {
    const score = this.inherited(path, ({ data }) => (Number.isFinite(data?.score) ? Number(data?.score) : null));
    return roundHalfEven(Math.max(-2, Math.min(2, score ?? 0)));
  }

  private inherited<T>(path: CategoryPath, read: (entry: CategoryClass) => T | null): T | null {
    for (let depth = path.length; depth > 0; depth -= 1) {
      // A category with several rules has several entries; as for the server the last that says something counts.
      for (const entry of this.byKey.get(pathKey(path.slice(0, depth))) ?? []) {
        const found = read(entry);
        if (found !== null) return found;
      }
    }
    return null;
  }
}

/** As the server rounds: 0.5 to 0, 1.5 to 2. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** A category with what was spent in it, itself included, and its children, longest first. */
export interface CategoryNode {
  path: string[];
  name: string;
  /** Seconds in it and everything below. */
  seconds: number;
  /** Seconds in exactly this category. */
  own: number;
  /** Whole minutes: of its own time as in the list of all categories, and of everything below; they add up. */
  minutes: number;
  children: CategoryNode[];
}

/** A tree of times by path; the sums of the top nodes add up to the sum of the rows, in seconds and in minutes. */
export function categoryTree(rows: readonly { path: CategoryPath; seconds: number }[]): CategoryNode[] {
  const root: CategoryNode = { path: [], name: "", seconds: 0, own: 0, minutes: 0, children: [] };
  const whole = apportionMinutes(rows.map(({ seconds }) => seconds));
  for (const [at, { path, seconds }] of rows.entries()) {
    let node = root;
    for (const [depth, name] of path.entries()) {
      let child = node.children.find((candidate) => candidate.name === name);
      if (!child) {
        child = { path: path.slice(0, depth + 1), name, seconds: 0, own: 0, minutes: 0, children: [] };
        node.children.push(child);
      }
      child.seconds += seconds;
      child.minutes += whole[at]!;
      node = child;
    }
    node.own += seconds;
  }
  return sorted(root.children);
}

function sorted(nodes: CategoryNode[]): CategoryNode[] {
  for (const node of nodes) sorted(node.children);
  return nodes.sort((a, b) => b.seconds - a.seconds || a.name.localeCompare(b.name));
}
