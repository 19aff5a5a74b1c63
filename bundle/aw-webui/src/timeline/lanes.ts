/** Answers as blocks in lanes: which lane, which colour, how high. Pure. */
import type { ListedBucket, StoredEvent, StripState } from "@/api";
import { mainText, type Data } from "@/events/edit";
import { pathText, UNCATEGORIZED, type Categories } from "@/util/categories";
import { appColour } from "@/util/colour";
import { TYPES } from "@/util/devices";
import type { Block } from "./blocks";
import { mainKey, type Grouping } from "./questions";
import { DAY, HOUR, type Level, type Tile } from "./view";

/** Names of lanes begin with their kind, so that a project called "states" is one. */
export const LANE = { states: "states/", measured: "measured", group: "group/" } as const;

export interface LaneFacts {
  grouping: Grouping;
  categories: Categories;
  /** What `cells/<number>` stands for: devices or buckets. */
  hosts: readonly string[];
  buckets: readonly ListedBucket[];
  /** Seconds below which an event is not drawn. */
  minimum: number;
  /** What a state of presence is called. */
  stateName: (state: StripState) => string;
}

export type TileAnswer = Record<string, StoredEvent[]>;

/** As much of a day as fills the height of a lane: nobody does one kind of thing around the clock. */
const FULL_DAY = 6 * HOUR;

export function blocksOf(answer: TileAnswer, tile: Tile, level: Level, facts: LaneFacts): Block[] {
  return Object.entries(answer).flatMap(([part, events]) => {
    const [kind = "", number = "0"] = part.split("/");
    const describe = (event: StoredEvent) => described(kind, Number(number), event, facts);
    return level === "events"
      ? events.flatMap((event) => drawn(event, describe(event), facts.minimum))
      : stacked(events, tile, level, describe, kind === "states");
  });
}

interface Described {
  lane: string;
  colour: string;
  text: string;
  bucket: string;
}

function drawn(event: StoredEvent, what: Described, minimum: number): Block[] {
  if (event.duration < minimum) return [];
  const start = Date.parse(event.timestamp);
  const id = typeof event.id === "number" ? event.id : -1;
  return [{ ...what, start, end: start + event.duration * 1000, seconds: event.duration, low: 0, high: 1, id }];
}

/** Each hour or day as a pile of what it holds, the largest part below. */
function stacked(events: readonly StoredEvent[], tile: Tile, level: Level, describe: (event: StoredEvent) => Described, whole: boolean): Block[] {
  const cells = new Map<string, { event: StoredEvent; what: Described }[]>();
  for (const event of events) {
    const what = describe(event);
    const key = `${String((event.data as Data).$period)}\n${what.lane}`;
    const cell = cells.get(key);
    if (cell) cell.push({ event, what });
    else cells.set(key, [{ event, what }]);
  }
  return [...cells.values()].flatMap((cell) => {
    const start = Math.max(tile.start, Date.parse(String((cell[0]!.event.data as Data).$period)));
    const length = level === "hour" ? HOUR : DAY;
    const full = level === "hour" ? HOUR : whole ? DAY : FULL_DAY;
    let low = 0;
    return cell
      .sort((a, b) => b.event.duration - a.event.duration)
      .map(({ event, what }) => {
        const high = Math.min(1, low + (event.duration * 1000) / full);
        const block = { ...what, start, end: start + length, seconds: event.duration, low, high, id: -1 };
        low = high;
        return block;
      });
  });
}

function described(kind: string, number: number, { data }: StoredEvent, facts: LaneFacts): Described {
  const values = data as Data;
  if (kind === "states") {
    const state = stateOf(values);
    return { lane: LANE.states + (facts.hosts[number] ?? ""), colour: `var(--${state})`, text: facts.stateName(state), bucket: "" };
  }
  if (kind === "measured") {
    const label = String(values.label ?? "");
    return { lane: LANE.measured, colour: appColour(label), text: label, bucket: "" };
  }
  if (facts.grouping === "bucket") return ofBucket(facts.buckets[number]!, values, facts);
  const path = Array.isArray(values.$category) ? values.$category.map(String) : [...UNCATEGORIZED];
  const text = values.app === undefined ? "" : mainText(values);
  if (facts.grouping === "project") {
    const project = typeof values.project === "string" ? values.project : "";
    const colour = project === "" ? "var(--uncategorized)" : appColour(project);
    return { lane: LANE.group + project, colour, text: text || project, bucket: "" };
  }
  const lane = LANE.group + (facts.grouping === "device" ? (facts.hosts[number] ?? "") : path[0]);
  return { lane, colour: facts.categories.colour(path), text: text || pathText(path), bucket: "" };
}

function ofBucket(bucket: ListedBucket, values: Data, facts: LaneFacts): Described {
  const lane = LANE.group + bucket.id;
  if (bucket.type === TYPES.afk || bucket.type === TYPES.pause) {
    const state = stateOf(values);
    return { lane, colour: `var(--${state})`, text: facts.stateName(state), bucket: bucket.id };
  }
  const key = mainKey(bucket.type);
  const main = key === "$domain" ? domainOf(values) : String(values[key] ?? "");
  return { lane, colour: appColour(main || mainText(values)), text: mainText(values) || main, bucket: bucket.id };
}

function domainOf(values: Data): string {
  if (typeof values.$domain === "string") return values.$domain;
  const url = typeof values.url === "string" ? values.url : "";
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : url;
}

/** The state of presence that an event of an AFK or pause bucket tells. */
export function stateOf(values: Data): StripState {
  if (values.asleep === true) return "asleep";
  if (values.status === "paused") return "paused";
  return values.status === "not-afk" ? "active" : "afk";
}

/** Lanes in their order: presence, then groups as `order` has them, what has no name, what was measured. */
export function orderedLanes(lanes: readonly string[], order: readonly string[]): string[] {
  const rank = (lane: string) => {
    if (lane.startsWith(LANE.states)) return -1;
    if (lane === LANE.measured) return order.length + 2;
    const at = order.indexOf(lane.slice(LANE.group.length));
    return at >= 0 ? at : order.length + (lane === LANE.group || lane === LANE.group + UNCATEGORIZED[0]! ? 1 : 0);
  };
  return [...lanes].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
