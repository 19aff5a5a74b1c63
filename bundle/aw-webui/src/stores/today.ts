/** Today's figures, as the server last told them, and the pause. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { Unreachable, type Pause, type PauseLength, type Today } from "@/api";
import { api } from "@/api/instance";
import { browserZone } from "@/util/clock";

/** Why the figures on the page are not the newest. */
export interface Problem {
  kind: "unreachable" | "refused";
  message: string;
}

export const useTodayStore = defineStore("today", () => {
  const today = shallowRef<Today | null>(null);
  const problem = ref<Problem | null>(null);
  /** A failed press of pause or resume; told beside the button. */
  const pauseProblem = ref<string | null>(null);
  const pause = computed<Pause | null>(() => today.value?.pause ?? null);
  // An answer asked for before a pause was pressed must not undo what the page shows since.
  let generation = 0;

  /** One request; returns whether it succeeded. Never throws. */
  async function load(): Promise<boolean> {
    const asked = generation;
    try {
      const answer = await api.today(browserZone());
      if (asked === generation) today.value = answer;
      problem.value = null;
      return true;
    } catch (error) {
      problem.value = describe(error);
      return false;
    }
  }

  async function changePause(ask: () => Promise<Pause>): Promise<void> {
    try {
      const answer = await ask();
      generation += 1;
      pauseProblem.value = null;
      if (today.value) today.value = { ...today.value, pause: answer };
    } catch (error) {
      pauseProblem.value = describe(error).message;
    }
    await load();
  }

  return {
    today,
    problem,
    pause,
    pauseProblem,
    load,
    startPause: (length: PauseLength) => changePause(() => api.pause(length)),
    resume: () => changePause(() => api.resume()),
  };
});

function describe(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof Unreachable ? "unreachable" : "refused", message };
}
