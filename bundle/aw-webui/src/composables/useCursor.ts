/** Keyboard in a drawing of many small parts: one stop of the tab key, arrows move, Enter opens. */
import { computed, ref, useId, type Ref } from "vue";

export interface Cursor {
  /** Number of the part that details are shown of; -1: none. */
  at: Ref<number>;
  /** Attributes of the element around the parts. */
  list: Ref<Record<string, unknown>>;
  /** Attributes of a part. */
  option: (number: number, name: string) => Record<string, unknown>;
}

/**
 * `count`: how many parts; `open`: what Enter and a click do, if anything; `step`: parts that left and right move by, where columns stand side
 * by side; up and down always move by one.
 */
export function useCursor(count: () => number, open: (number: number) => void, step: () => number = () => 1): Cursor {
  const id = useId();
  const at = ref(-1);

  function move(to: number): void {
    at.value = Math.min(count() - 1, Math.max(0, to));
  }

  function onKey(event: KeyboardEvent): void {
    const moves: Record<string, number> = {
      ArrowLeft: at.value - step(),
      ArrowRight: at.value + step(),
      ArrowUp: at.value - 1,
      ArrowDown: at.value + 1,
      Home: 0,
      End: count() - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && at.value >= 0) open(at.value);
    else if (event.key === "Escape") at.value = -1;
    else return;
    event.preventDefault();
  }

  const list = computed(() => ({
    role: "listbox",
    tabindex: 0,
    "aria-activedescendant": at.value >= 0 ? `${id}-${at.value}` : undefined,
    onKeydown: onKey,
    onFocus: () => at.value < 0 && move(count() - 1),
    onBlur: () => (at.value = -1),
    onPointerleave: () => (at.value = -1),
  }));

  const option = (number: number, name: string) => ({
    id: `${id}-${number}`,
    role: "option",
    "aria-selected": number === at.value,
    "aria-label": name,
    onPointerenter: () => (at.value = number),
    onClick: () => open(number),
  });

  return { at, list, option };
}
