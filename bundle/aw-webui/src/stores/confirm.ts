/** One question at a time, for what cannot be taken back. */
import { defineStore } from "pinia";
import { shallowRef } from "vue";

export interface Question {
  title: string;
  text: string;
  /** What the button says that does it: a verb. */
  yes: string;
  /** Whether something is lost by it. */
  danger?: boolean;
  /** What has to be typed first, for what loses much. */
  typed?: string;
}

export const useConfirmStore = defineStore("confirm", () => {
  const question = shallowRef<Question | null>(null);
  let answer: ((yes: boolean) => void) | null = null;

  /** Ask; true when the person said yes. A new question answers the one before with no. */
  function ask(next: Question): Promise<boolean> {
    reply(false);
    question.value = next;
    return new Promise((resolve) => (answer = resolve));
  }

  function reply(yes: boolean): void {
    question.value = null;
    answer?.(yes);
    answer = null;
  }

  return { question, ask, reply };
});
