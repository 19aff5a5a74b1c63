/** A goal in words, in the language of the moment. */
import type { Goal } from "@/api";
import { localeTag, words } from "@/i18n";
import { formatDuration } from "@/util/duration";
import { KINDS } from "@/util/goals";
import { dayName } from "@/util/weekdays";
import { goalsWords } from "@/words/goals";

const w = words(goalsWords);

/** "At least 2 h 00 min a day", or the title that a person gave it. */
export function goalTitle(goal: Goal): string {
  return goal.custom_title ?? goalSentence(goal);
}

export function goalSentence({ seconds, is_inverse: inverse = false, delta }: Goal): string {
  return w.sentence(inverse, formatDuration(seconds), delta === "week");
}

/** What it counts and what it lets pass, one phrase each. */
export function goalDetails(goal: Goal): string[] {
  const named = KINDS.filter((kind) => goal[kind]?.length).map((kind) => `${w.kinds[kind]}: ${goal[kind]!.join(", ")}`);
  const details = [goal.counts === "everything" ? w.everything : w.coding, ...named];
  if (goal.ignore_days?.length) details.push(w.except(goal.ignore_days.map((day) => dayName(day, "long")).join(", ")));
  if (goal.ignore_zero_days) details.push(w.zeroIgnored);
  const percent = goal.improve_by_percent ?? 0;
  const written = `${Math.abs(percent).toLocaleString(localeTag.value)}\u00a0%`;
  if (percent > 0) details.push(w.grows(written, goal.delta === "week"));
  if (percent < 0) details.push(w.shrinks(written, goal.delta === "week"));
  return details;
}
