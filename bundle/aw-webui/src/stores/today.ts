/** Today's figures, as the server last told them, and the pause. */
import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";
import { Unreachable, type Pause, type PauseLength, type Today } from "@/api";
import { api } from "@/api/instance";
import { browserZone } from "@/util/clock";

/** Why the figures on the page are not the newest. */
export interface Problem {
  kind: "unreachable" | "refused";
  message: string;
}

/** Milliseconds within which the state of the pause need not be asked again. */
const PAUSE_FRESH = 25_000;

export const useTodayStore = defineStore("today", () => {
  const today = shallowRef<Today | null>(null);
  const problem = ref<Problem | null>(null);
  /** A failed press of pause or resume; told beside the button. */
  const pauseProblem = ref<string | null>(null);
  /** `null` until the server was asked. */
  const pause = shallowRef<Pause | null>(null);
  let pauseSeen = 0;
  // An answer asked for before a pause was pressed must not undo what the page shows since.
  let generation = 0;

  /** One request; returns whether it succeeded. Never throws. */
  async function load(): Promise<boolean> {
    const asked = generation;
    try {
      const answer = await api.today(browserZone());
      if (asked === generation) {
        today.value = answer;
        keep(answer.pause);
      }
      problem.value = null;
      return true;
    } catch (error) {
      problem.value = describe(error);
      return false;
    }
  }

  /** Whether recording is paused, for pages that show nothing of today; asks only when nobody did just now. */
  async function loadPause(): Promise<boolean> {
    if (Date.now() - pauseSeen < PAUSE_FRESH) return true;
    const asked = generation;
    try {
      const answer = await api.pauseState();
      if (asked === generation) keep(answer);
      return true;
    } catch {
      return false;
    }
  }

  function keep(answer: Pause): void {
    pause.value = answer;
    pauseSeen = Date.now();
  }

  async function changePause(ask: () => Promise<Pause>): Promise<void> {
    try {
      const answer = await ask();
      generation += 1;
      pauseProblem.value = null;
      keep(answer);
      if (today.value) today.value = { ...today.value, pause: answer };
    } catch (error) {
      pauseProblem.value = describe(error).message;
    }
  }

  return {
    today,
    problem,
    pause,
    pauseProblem,
    load,
    loadPause,
    /** Another answer of the server told it. */
    notePause: keep,
    startPause: (length: PauseLength) => changePause(() => api.pause(length)),
    resume: () => changePause(() => api.resume()),
  };
});

function describe(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof Unreachable ? "unreachable" : "refused", message };
}
