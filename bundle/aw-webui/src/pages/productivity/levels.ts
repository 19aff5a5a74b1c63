/** Levels of productivity as they are shown: from very productive to very distracting. */
import { words } from "@/i18n";
import { activityWords } from "@/words/activity";

export const LEVELS = [2, 1, 0, -1, -2] as const;
const w = words(activityWords);

export function levelName(level: number): string {
  return w.levels[String(level) as keyof typeof w.levels];
}

export function levelColour(level: number): string {
  return `var(--level-${level < 0 ? `minus-${-level}` : level})`;
}

/** All five, those without time as 0. */
export function levelList(levels: Record<string, number>): { level: number; seconds: number }[] {
  return LEVELS.map((level) => ({ level, seconds: levels[level] ?? 0 }));
}

/** The pulse of several days together, cut to a whole number as the server does; `null` without time. */
export function pulseOf(days: readonly Record<string, number>[]): number | null {
  const sums = LEVELS.map((level) => ({ level, seconds: days.reduce((sum, levels) => sum + (levels[level] ?? 0), 0) }));
  const total = sums.reduce((sum, { seconds }) => sum + seconds, 0);
  const weighted = sums.reduce((sum, { level, seconds }) => sum + (level + 2) * seconds, 0);
  return total > 0 ? Math.floor(Number(((weighted / (4 * total)) * 100).toFixed(6))) : null;
}
