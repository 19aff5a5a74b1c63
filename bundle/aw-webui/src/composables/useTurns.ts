/**
 * When the panels of a page are drawn: those in sight before anything is painted, the rest right after, row by row.
 *
 * Drawing all of them takes longer than all the rest of a page, and most of them are below the screen. A panel whose turn
 * has not come is a frame that says it is loading; all turns have come a moment after the first painting, by themselves.
 */
import { nextTick, onScopeDispose, ref, watch, type Ref } from "vue";
import { afterPainting } from "@/util/painting";

/** How many panels are drawn without looking where they are: as many as are in sight on most screens. */
const SURELY = 2;

/** Milliseconds of drawing after which the page is painted, and may be used, before there is more. */
const AT_ONCE = 24;

/**
 * How many panels may show what they hold. `what` is what they show: with another value (not `null`) turns are taken anew.
 * `frame` has the panels as its children, in their order.
 */
export function useTurns(what: () => string | null, frame: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const come = ref(Infinity);
  /** The newest taking of turns. */
  let newest = 0;
  let stopWaiting = (): void => undefined;

  watch(what, (now) => now !== null && void begin());
  window.addEventListener("beforeprint", all);
  onScopeDispose(() => {
    all();
    window.removeEventListener("beforeprint", all);
  });

  /** Paper has no screen's end. */
  function all(): void {
    newest += 1;
    stopWaiting();
    come.value = Infinity;
  }

  async function begin(): Promise<void> {
    all();
    const own = newest;
    come.value = SURELY;
    await nextTick();
    const ends = rowEnds(frame.value);
    const left = () => own === newest && come.value !== Infinity;
    const drawRow = async () => {
      come.value = ends.find((end) => end > come.value) ?? Infinity;
      await nextTick();
    };
    while (left() && !isBelowScreen(frame.value?.children[come.value])) await drawRow();
    while (left()) {
      await new Promise<void>((resolve) => (stopWaiting = afterPainting(resolve)));
      const began = performance.now();
      do await drawRow();
      while (left() && performance.now() - began < AT_ONCE);
    }
  }

  return come;
}

/** Where each row of panels ends but the last: what is side by side is laid out together. */
function rowEnds(frame: HTMLElement | null): number[] {
  const tops = [...(frame?.children ?? [])].map((panel) => panel.getBoundingClientRect().top);
  return tops.flatMap((top, at) => (at > 0 && top > tops[at - 1]! + 1 ? [at] : []));
}

function isBelowScreen(panel: Element | undefined): boolean {
  return panel !== undefined && panel.getBoundingClientRect().top >= window.innerHeight;
}
