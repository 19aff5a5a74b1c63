/** Levels of productivity as keys of words and classes. */
export type LevelKey = "m2" | "m1" | "z0" | "p1" | "p2";
export const LEVELS: readonly LevelKey[] = ["m2", "m1", "z0", "p1", "p2"];

export function levelKey(score: number): LevelKey {
  return LEVELS[Math.max(-2, Math.min(2, Math.round(score))) + 2]!;
}

export function scoreOf(key: LevelKey): number {
  return LEVELS.indexOf(key) - 2;
}
