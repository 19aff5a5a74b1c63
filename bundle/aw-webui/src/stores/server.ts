/** Who answers: host name and version for the corner of every page. */
import { defineStore } from "pinia";
import { ref } from "vue";
import type { Info } from "@/api";
import { api } from "@/api/instance";

export const useServerStore = defineStore("server", () => {
  const info = ref<Info | null>(null);

  let known = false;
  let asking: Promise<void> | null = null;

  /** Ask once, however many parts of the page want to know; after a failure the next call asks again. */
  function ensure(): Promise<void> {
    if (known) return Promise.resolve();
    asking ??= ask().finally(() => (asking = null));
    return asking;
  }

  async function ask(): Promise<void> {
    try {
      info.value = await api.info();
      known = true;
    } catch {
      // The page's own data tells that the server is away.
    }
  }

  /** After the server was away: it may come back as another version. What was known stays shown until then. */
  function doubt(): void {
    known = false;
  }

  return { info, ensure, doubt };
});
