/** Privacy rules between their form and what is stored. */
import type { Json, PrivacyRule } from "@/api";

export interface RuleForm {
  field: string;
  /** Without the flag for case, which is `ignoreCase`. */
  pattern: string;
  ignoreCase: boolean;
  action: PrivacyRule["action"];
  replacement: string;
  /** What is hidden: empty, the field that is looked at. */
  target: string;
}

export const NEW_RULE: RuleForm = {
  field: "title",
  pattern: "",
  ignoreCase: true,
  action: "redact",
  replacement: "REDACTED",
  target: "",
};

const CASE = "(?i)";

/** Keys of recorded data that can be hidden from where they are shown. */
const HIDEABLE = ["title", "app"] as const;

/** The address of the form of a rule that hides exactly this text; `null` where there is none. */
export function hidingAddress(key: string, text: string): { path: string; query: Record<string, string> } | null {
  return HIDEABLE.some((known) => known === key) && text !== "" ? { path: "/settings/privacy", query: { hide: key, text } } : null;
}

/** The form that such an address asks for: a title is redacted, of an application nothing is recorded. */
export function hidingForm(query: Record<string, unknown>): RuleForm | null {
  const field = HIDEABLE.find((known) => known === query.hide);
  if (!field || typeof query.text !== "string" || query.text === "") return null;
  const pattern = `^${query.text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  return { ...NEW_RULE, field, pattern, action: field === "app" ? "drop" : "redact" };
}

export function formOf(rule: PrivacyRule): RuleForm {
  const ignoreCase = rule.pattern.startsWith(CASE);
  return {
    field: rule.field,
    pattern: ignoreCase ? rule.pattern.slice(CASE.length) : rule.pattern,
    ignoreCase,
    action: rule.action,
    replacement: rule.replacement ?? NEW_RULE.replacement,
    target: typeof rule.target === "string" ? rule.target : "",
  };
}

/** The rule to store; whatever the form does not show of `before` stays. */
export function ruleOf(form: RuleForm, before?: PrivacyRule): PrivacyRule {
  const { replacement: _, target: held, ...others } = before ?? ({} as PrivacyRule);
  const rule: PrivacyRule = {
    enabled: true,
    ...others,
    field: form.field,
    pattern: (form.ignoreCase ? CASE : "") + form.pattern,
    action: form.action,
  };
  if (form.action !== "drop") rule.replacement = form.replacement;
  if (form.action !== "redact") return rule;
  if (form.target) rule.target = form.target;
  else if (Array.isArray(held)) rule.target = held;
  return rule;
}

export interface Retention {
  bucket_pattern: string;
  days: number;
}

/** The setting `privacy_retention`; what cannot be shown is kept as it is by whoever writes the list anew. */
export function readRetention(value: Json | undefined): Retention[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((held) => {
    if (typeof held !== "object" || held === null || Array.isArray(held)) return [];
    const { bucket_pattern: pattern, days } = held;
    return typeof pattern === "string" && typeof days === "number" ? [{ bucket_pattern: pattern, days }] : [];
  });
}
