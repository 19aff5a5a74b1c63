/** Taking back what was given to others, the same everywhere: ask first, since nothing undoes it; say what came of it. */
import { messageOf } from "@/api";
import { useConfirmStore } from "@/stores/confirm";
import { useToastsStore } from "@/stores/toasts";

export interface Revoking {
  title: string;
  /** What it means for whoever has it. */
  text: string;
  /** What the button says. */
  yes: string;
  /** What is said when it is done. */
  done: string;
}

/** `again` looks at what is left, whether it worked or not. The answer: whether it is gone. */
export function useRevoking(again: () => unknown): (words: Revoking, act: () => Promise<unknown>) => Promise<boolean> {
  const toasts = useToastsStore();
  return async ({ title, text, yes, done }, act) => {
    if (!(await useConfirmStore().ask({ title, text, yes, danger: true }))) return false;
    let gone = false;
    try {
      await act();
      gone = true;
      toasts.done(done);
    } catch (error) {
      toasts.problem(messageOf(error));
    }
    await again();
    return gone;
  };
}
