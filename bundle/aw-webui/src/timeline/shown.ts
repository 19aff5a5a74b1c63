/** Lanes with their names, in their order. */
import type { StripState } from "@/api";
import { words } from "@/i18n";
import { isUncategorized } from "@/util/categories";
import { TYPES } from "@/util/devices";
import { dayWords } from "@/words/day";
import { commonWords } from "@/words/common";
import { timelineWords } from "@/words/timeline";
import { LANE, orderedLanes } from "./lanes";
import { chosenBuckets, type Grouping, type Scene } from "./questions";

const PRESENCE = new Set<string>([TYPES.afk, TYPES.pause]);
const w = words(timelineWords);
const c = words(commonWords);
const d = words(dayWords);

export interface ShownLane {
  lane: string;
  name: string;
  /** Time up to now without a block is missing data. */
  watched: boolean;
}

export function shownLanes(lanes: readonly string[], grouping: Grouping, scene: Scene, hosts: readonly string[]): ShownLane[] {
  const order = {
    category: () => scene.categories.map(([top = ""]) => top),
    project: () => [],
    device: () => [...hosts],
    bucket: () => chosenBuckets(scene).map(({ id }) => id),
  }[grouping]();
  // Where nobody watches whether somebody is there, as of offline time, nothing is missing either.
  const watched = new Set(chosenBuckets(scene).filter(({ type }) => PRESENCE.has(type)).map(({ hostname }) => hostname));
  const states = grouping === "bucket" ? [] : hosts.filter((host) => watched.has(host)).map((host) => LANE.states + host);
  return orderedLanes([...new Set([...states, ...lanes])], order).map((lane) => ({
    lane,
    name: nameOf(lane, grouping, hosts),
    watched: lane.startsWith(LANE.states),
  }));
}

function nameOf(lane: string, grouping: Grouping, hosts: readonly string[]): string {
  if (lane.startsWith(LANE.states)) return hosts.length > 1 ? `${w.presence}: ${lane.slice(LANE.states.length)}` : w.presence;
  if (lane === LANE.measured) return w.measured;
  const name = lane.slice(LANE.group.length);
  if (grouping === "category" && isUncategorized([name])) return c.uncategorized;
  if (grouping === "project" && name === "") return w.noProject;
  return name || c.noName;
}

/** The states of the presence lane, as the legend has them. */
export function stateName(state: StripState): string {
  return d.states[state];
}
