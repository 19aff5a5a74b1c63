/** Short notes at the edge of the page: what was done, and the way back. */
import { defineStore } from "pinia";
import { ref } from "vue";

export interface Toast {
  id: number;
  text: string;
  /** `problem` stays until it is dismissed. */
  kind: "done" | "problem";
  /** Takes back what was done. */
  undo: (() => Promise<void> | void) | null;
}

/** Milliseconds that a note with a way back stays; one without goes sooner. */
const STAY = { undo: 12_000, plain: 5_000 };

export const useToastsStore = defineStore("toasts", () => {
  const toasts = ref<Toast[]>([]);
  let next = 1;

  function add(toast: Omit<Toast, "id">): void {
    const id = next++;
    toasts.value = [...toasts.value.slice(-2), { ...toast, id }];
    if (toast.kind === "done") setTimeout(() => dismiss(id), toast.undo ? STAY.undo : STAY.plain);
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  return {
    toasts,
    dismiss,
    /** Something happened; with `undo` it can be taken back. */
    done: (text: string, undo: Toast["undo"] = null) => add({ text, kind: "done", undo }),
    problem: (text: string) => add({ text, kind: "problem", undo: null }),
  };
});
