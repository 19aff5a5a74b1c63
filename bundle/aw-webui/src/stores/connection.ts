/** Whether the server is there. While it is not, one small question is repeated until it is. */
import { defineStore } from "pinia";
import { ref, watch } from "vue";
import { api, unanswered } from "@/api/instance";
import { retryDelay } from "@/composables/useLive";

export const useConnectionStore = defineStore("connection", () => {
  const away = ref(false);
  /** Grows each time the server is back: pages that watch it load again. */
  const returns = ref(0);
  let trying = false;

  async function untilBack(): Promise<void> {
    if (trying) return;
    trying = true;
    for (let failures = 0; unanswered.value; failures += 1) {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(failures)));
      // A hidden page asks nothing; it looks when it is seen again.
      if (document.hidden) await new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true }));
      await api.info().catch(() => undefined);
    }
    trying = false;
  }

  watch(unanswered, (silent) => {
    if (silent) {
      away.value = true;
      void untilBack();
    } else if (away.value) {
      away.value = false;
      returns.value += 1;
    }
  });

  return { away, returns };
});
