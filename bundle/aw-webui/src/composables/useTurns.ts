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

/**
 * How many panels may show what they hold. `what` is what they show: with another value (not `null`) turns are taken anew.
 * `frame` has the panels as its children, in their order.
 */
export function useTurns(what: () => string | null, frame: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const come = ref(Infinity);
  let stop = (): void => undefined;

  watch(what, (now) => now !== null && void begin());
  window.addEventListener("beforeprint", all);
  onScopeDispose(() => {
    stop();
    window.removeEventListener("beforeprint", all);
  });

  /** Paper has no screen's end. */
  function all(): void {
    stop();
    come.value = Infinity;
  }

  async function begin(): Promise<void> {
    stop();
    let stopped = false;
    stop = () => (stopped = true);
    come.value = SURELY;
    for (;;) {
      await nextTick();
      if (stopped) return;
      const next = frame.value?.children[come.value];
      if (!next) return all();
      if (next.getBoundingClientRect().top >= window.innerHeight) break;
      come.value = afterRow(come.value);
    }
    const wait = () => {
      stop = afterPainting(() => {
        come.value = afterRow(come.value);
        if (frame.value?.children[come.value]) wait();
        else all();
      });
    };
    wait();
  }

  /** Panels side by side come together: they are laid out together, too. */
  function afterRow(at: number): number {
    const panels = [...(frame.value?.children ?? [])];
    const top = panels[at]?.getBoundingClientRect().top ?? 0;
    const beyond = panels.findIndex((panel, place) => place > at && panel.getBoundingClientRect().top > top + 1);
    return beyond < 0 ? Infinity : beyond;
  }

  return come;
}
