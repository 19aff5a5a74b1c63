/** Which category a datum has and by which rule: as the server decides it (`aw_transform.categorize`). */
import type { CategoryClass, Json } from "@/api";
import { compilePattern } from "./pattern";

/** How much a level of depth counts against a priority of a rule's own. */
export const RANK_OF_A_LEVEL = 10;

export type Datum = Readonly<Record<string, Json | undefined>>;

/** Why a datum has its category. */
export interface Match {
  entry: CategoryClass;
  /** The key of the datum in which the pattern was found, the text there, and what of it was found. */
  key: string;
  text: string;
  found: string;
}

interface Compiled {
  entry: CategoryClass;
  rank: number;
  keys: string[];
  regex: RegExp | null;
}

export class Matcher {
  private readonly rules: Compiled[];

  constructor(classes: readonly CategoryClass[]) {
    this.rules = classes
      .filter(({ name, rule }) => name.length > 0 && rulePattern(rule) !== "")
      .map((entry) => ({
        entry,
        rank: rankOf(entry),
        keys: ruleKeys(entry.rule),
        regex: compilePattern(rulePattern(entry.rule), entry.rule.ignore_case === true),
      }))
      // Highest rank first, of equal ranks the last: the first that matches has it.
      .reverse()
      .sort((a, b) => b.rank - a.rank);
  }

  /** Rules that only the server can read; they are passed over here. */
  get unread(): CategoryClass[] {
    return this.rules.filter(({ regex }) => regex === null).map(({ entry }) => entry);
  }

  /** The rule that decides, `null` when none matches. */
  explain(datum: Datum): Match | null {
    for (const { entry, keys, regex } of this.rules) {
      if (!regex) continue;
      for (const [key, text] of valuesOf(datum, keys)) {
        const found = regex.exec(text);
        if (found) return { entry, key, text, found: found[0] };
      }
    }
    return null;
  }
}

/** The pattern of a rule; empty: it matches nothing. */
export function rulePattern(rule: CategoryClass["rule"]): string {
  return rule.type !== "none" && typeof rule.regex === "string" ? rule.regex : "";
}

/** The keys that a rule looks at; none: all. */
export function ruleKeys(rule: CategoryClass["rule"]): string[] {
  const keys = rule.select_keys;
  return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
}

export function rulePriority(rule: CategoryClass["rule"]): number | null {
  const priority = rule.priority ?? rule.weight;
  return Number.isInteger(priority) ? Number(priority) : null;
}

export function rankOf({ name, rule }: CategoryClass): number {
  return rulePriority(rule) ?? name.length * RANK_OF_A_LEVEL;
}

function valuesOf(datum: Datum, keys: readonly string[]): [string, string][] {
  const pairs = keys.length > 0 ? keys.map((key) => [key, valueOf(datum, key)] as const) : Object.entries(datum);
  return pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string");
}

/** The domain may be asked for without having been split from the address. */
function valueOf(datum: Datum, key: string): Json | undefined {
  if (key !== "$domain" || "$domain" in datum || typeof datum.url !== "string") return datum[key];
  return domainOf(datum.url);
}

/** The host of an address without "www.", as the server splits it; for one without a host its protocol. */
export function domainOf(url: string): string {
  const [, scheme = "", host = ""] = /^([a-z][a-z\d+.-]*):(?:\/\/([^/?#]*))?/i.exec(url) ?? [];
  return host ? host.replace(/^www\./, "") : scheme.toLowerCase();
}
