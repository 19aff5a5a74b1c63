import { expect, it } from "vitest";
import type { PrivacyRule } from "@/api";
import { formOf, NEW_RULE, readRetention, ruleOf } from "@/util/privacy";

const RULE: PrivacyRule = {
  enabled: false,
  bucket_pattern: "aw-*",
  field: "app",
  pattern: "(?i)^(?!code$)",
  action: "redact",
  target: "title",
  replacement: "hidden",
};

it("a rule is the same after it was shown and stored", () => {
  expect(ruleOf(formOf(RULE), RULE)).toEqual(RULE);
  const several: PrivacyRule = { enabled: true, field: "url", pattern: "bank", action: "redact", target: ["url", "title"], replacement: "x" };
  expect(ruleOf(formOf(several), several)).toEqual(several);
});

it("a new rule hides a title", () => {
  expect(ruleOf({ ...NEW_RULE, pattern: "my bank" })).toEqual({
    enabled: true,
    field: "title",
    pattern: "(?i)my bank",
    action: "redact",
    replacement: "REDACTED",
  });
});

it("what is dropped is replaced by nothing", () => {
  expect(ruleOf({ ...formOf(RULE), action: "drop" }, RULE)).toEqual({
    enabled: false,
    bucket_pattern: "aw-*",
    field: "app",
    pattern: "(?i)^(?!code$)",
    action: "drop",
  });
});

it("retention is read as far as it is understood", () => {
  const kept = { bucket_pattern: "*", days: 90 };
  expect(readRetention([kept, 3, { bucket_pattern: 4, days: 1 }, null])).toEqual([kept]);
  expect(readRetention(undefined)).toEqual([]);
});
