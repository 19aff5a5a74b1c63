/** Tiles of the timeline: asked for when they come into view, the nearest first, and kept while the question is the same. */
import { nextTick, onUnmounted, ref, watch, type Ref } from "vue";
import { Cancelled, messageOf } from "@/api";
import { ask } from "@/query";
import { Blocks, Pools } from "@/timeline/blocks";
import { blocksOf, type LaneFacts, type TileAnswer } from "@/timeline/lanes";
import type { Layer } from "@/timeline/paint";
import { levelOf, pan, tilesOf, type Level, type Span, type Tile } from "@/timeline/view";

/** How many tiles are kept, the ones used last. */
const KEPT = 240;
/** Milliseconds without movement before something is asked for. */
const REST = 90;
/** Milliseconds after which a tile that reaches into the present is asked for again. */
const FRESH = 60_000;

export interface TileQuestion {
  statements: (level: Level) => string[];
  facts: LaneFacts;
  startOfDay: string;
}

interface Held {
  tile: Tile;
  blocks: Blocks;
  /** When it was asked for; milliseconds since the epoch. */
  at: number;
}

export interface Tiles {
  /** Grows whenever there is something new to draw. */
  version: Ref<number>;
  pools: () => Pools;
  loading: Ref<boolean>;
  problem: Ref<string | null>;
  layers: (view: Span) => Layer[];
  /** Wait until all that is in view can be drawn, or cannot be had. Throws `Cancelled` when the signal is aborted. */
  painted: (signal: AbortSignal) => Promise<void>;
  retry: () => void;
}

/** `question` is `null` until everything that it depends on is known; a new one drops what the old one knew. */
export function useTiles(view: Ref<Span>, question: Ref<TileQuestion | null>): Tiles {
  const version = ref(0);
  const loading = ref(false);
  const problem = ref<string | null>(null);
  let pools = new Pools();
  let held = new Map<string, Held>();
  let running: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What is to be asked for, what is in view first; `blank`: something in view was never seen. */
  function missing(): { level: Level; tiles: Tile[]; blank: boolean } {
    const level = levelOf(view.value);
    const startOfDay = question.value!.startOfDay;
    const middle = (view.value.start + view.value.end) / 2;
    const far = ({ start, end }: Tile) => Math.abs((start + end) / 2 - middle);
    const seen = tilesOf(level, view.value, startOfDay).sort((a, b) => far(a) - far(b));
    // One view to either side besides, so that panning finds it there.
    const beside = [pan(view.value, 0.6), pan(view.value, -0.6)].flatMap((span) => tilesOf(level, span, startOfDay));
    const now = Date.now();
    const wanted = new Map([...seen, ...beside].map((tile) => [tile.key, tile]));
    const tiles = [...wanted.values()].filter((tile) => tile.start < now && !isFresh(tile, now));
    return { level, tiles, blank: seen.some((tile) => tile.start < now && !held.has(tile.key)) };
  }

  function isFresh(tile: Tile, now: number): boolean {
    const known = held.get(tile.key);
    return known !== undefined && (tile.end < known.at || now - known.at < FRESH);
  }

  /** One request at a time; what it asks for is decided anew after each, so that panning piles nothing up. */
  async function load(): Promise<void> {
    if (running !== null || question.value === null) return;
    const own = new AbortController();
    running = own;
    try {
      for (let next = missing(); next.tiles.length > 0; next = missing()) {
        loading.value = next.blank;
        await fetchOne(next.tiles[0]!, next.level, own.signal);
        if (running !== own) return;
      }
      problem.value = null;
    } catch (error) {
      if (running === own && !(error instanceof Cancelled)) problem.value = messageOf(error);
    } finally {
      if (running === own) {
        loading.value = false;
        running = null;
      }
    }
  }

  async function fetchOne(tile: Tile, level: Level, signal: AbortSignal): Promise<void> {
    const asked = question.value!;
    const at = Date.now();
    const answer = await ask<TileAnswer>(asked.statements(level), tile.start, tile.end, signal);
    if (question.value !== asked) return;
    held.delete(tile.key);
    held.set(tile.key, { tile, blocks: Blocks.of(blocksOf(answer, tile, level, asked.facts), pools), at });
    for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - KEPT))) held.delete(oldest);
    version.value += 1;
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void load(), REST);
  }

  async function painted(signal: AbortSignal): Promise<void> {
    // What is asked about may have changed in this very moment: then what is held is dropped first.
    await nextTick();
    return new Promise((resolve, reject) => {
      const open = () => question.value !== null && problem.value === null && missing().blank;
      const stop = watch([version, problem, question, view], () => open() || done(resolve));
      const gone = () => done(() => reject(new Cancelled()));
      function done(end: () => void): void {
        stop();
        signal.removeEventListener("abort", gone);
        end();
      }
      signal.addEventListener("abort", gone);
      if (signal.aborted) gone();
      else if (!open()) done(resolve);
    });
  }

  function layers(span: Span): Layer[] {
    if (question.value === null) return [];
    const level = levelOf(span);
    const others = (["day", "hour", "events"] as Level[]).filter((other) => other !== level);
    return tilesOf(level, span, question.value.startOfDay).flatMap((tile) => {
      const known = held.get(tile.key);
      if (known) return [{ blocks: known.blocks, start: tile.start, end: tile.end }];
      // Until it is there, what other levels know of the same time.
      const place = { start: Math.max(tile.start, span.start), end: Math.min(tile.end, span.end) };
      for (const other of others) {
        const found = tilesOf(other, place, question.value!.startOfDay).flatMap(({ key }) => held.get(key) ?? []);
        if (found.length > 0) {
          return found.map(({ blocks, tile: own }) => ({
            blocks,
            start: Math.max(place.start, own.start),
            end: Math.min(place.end, own.end),
          }));
        }
      }
      return [];
    });
  }

  watch(question, () => {
    running?.abort();
    running = null;
    pools = new Pools();
    held = new Map();
    version.value += 1;
    void load();
  }, { immediate: true });
  watch(view, soon);
  const fresh = setInterval(() => document.hidden || void load(), FRESH);
  onUnmounted(() => {
    running?.abort();
    clearTimeout(timer);
    clearInterval(fresh);
  });
  return { version, pools: () => pools, loading, problem, layers, painted, retry: () => void load() };
}
