/** Goals: from the form to the server and back, and how a period stands. */
import { describe, expect, it } from "vitest";
import type { Goal, GoalPeriod } from "@/api";
import { bare, blankDraft, draftOf, goalOf, outcome, score, standing } from "@/util/goals";

const GOAL: Goal = {
  id: "0c0a4d56-6f4a-4f51-9a44-0f0b0f0e4b1e",
  created_at: "2024-05-01T09:00:00+00:00",
  modified_at: null,
  seconds: 5430,
  delta: "day",
  counts: "everything",
  custom_title: "Write",
  languages: ["Markdown"],
  editors: [],
  projects: ["book"],
  categories: [],
  ignore_days: ["sunday"],
  ignore_zero_days: true,
  improve_by_percent: 2.5,
  is_enabled: false,
  is_inverse: true,
  is_snoozed: true,
  is_tweeting: true,
  snooze_until: "2030-01-01T12:30:00Z",
  subscribers: [{ username: "ada", email_frequency: "Weekly" }],
};
const made = (changes: object) => goalOf({ ...blankDraft(), ...changes }, null);

describe("the form of a goal", () => {
  it("keeps everything of a goal that is not touched, seconds too", () => {
    expect(goalOf(draftOf(GOAL), GOAL)).toEqual(bare(GOAL));
    expect(bare(GOAL)).not.toHaveProperty("id");
  });

  it("changes what was touched", () => {
    const changed = goalOf({ ...draftOf(GOAL), hours: 2, title: " ", until: "2031-02-03", subscribers: ["ada", "bob@example.org"] }, GOAL);
    expect(changed).toMatchObject({ seconds: 2 * 3600 + 31 * 60, custom_title: null, snooze_until: "2031-02-03T00:00:00Z" });
    expect(changed).toMatchObject({ subscribers: [GOAL.subscribers![0], { email: "bob@example.org", email_frequency: "Daily" }] });
  });

  it("lets no day fail that a week does not have", () => {
    expect(made({ delta: "week", ignoreDays: ["monday"] })).toMatchObject({ ignore_days: [] });
    expect(made({ ignoreDays: ["sunday", "monday"] })).toMatchObject({ ignore_days: ["monday", "sunday"] });
    expect(made({ until: "2031-02-03" })).toMatchObject({ is_snoozed: false, snooze_until: null });
  });

  it("says what is wrong", () => {
    expect(made({ hours: 0, minutes: 0 })).toBe("noTime");
    expect(made({ hours: "", minutes: "" })).toBe("noTime");
    expect(made({ hours: 24, minutes: 1 })).toBe("tooLong");
    expect(made({ hours: 24, minutes: 0 })).toMatchObject({ seconds: 86_400 });
    expect(made({ hours: 168, delta: "week" })).toMatchObject({ seconds: 604_800 });
    expect(made({ improve: "1,5" })).toMatchObject({ improve_by_percent: 1.5 });
    for (const improve of ["-100", "1001", "much"]) expect(made({ improve })).toBe("badPercent");
  });
});

const period = (seconds: number, status: GoalPeriod["status"] = "pending"): GoalPeriod => ({
  first: "2024-05-01",
  last: "2024-05-01",
  seconds,
  goal_seconds: 3600,
  open: true,
  status,
  recorded: true,
});

it("tells how a period stands", () => {
  expect(standing(period(900), false)).toEqual({ share: 0.25, kind: "toGo", seconds: 2700 });
  expect(standing(period(3600), false)).toEqual({ share: 1, kind: "reached", seconds: 0 });
  expect(standing(period(5400), false)).toEqual({ share: 1, kind: "reached", seconds: 1800 });
  expect(standing(period(900), true)).toEqual({ share: 0.25, kind: "left", seconds: 2700 });
  expect(standing(period(3600), true)).toEqual({ share: 1, kind: "left", seconds: 0 });
  expect(standing(period(5400), true)).toEqual({ share: 1, kind: "exceeded", seconds: 1800 });
});

it("counts what is judged", () => {
  const periods = (["success", "fail", "ignored", "success", "pending"] as const).map((status) => period(0, status));
  expect(score(periods)).toEqual({ good: 2, all: 3 });
});

it("misses nothing before anything was recorded", () => {
  const before = (["success", "fail"] as const).map((status) => ({ ...period(0, status), recorded: false }));
  expect(before.map(outcome)).toEqual(["unrecorded", "unrecorded"]);
  expect(outcome(period(0, "fail"))).toBe("fail");
  expect(score([...before, period(0, "fail")])).toEqual({ good: 0, all: 1 });
});
