/** Who answers: host name and version for the corner of every page. */
import { defineStore } from "pinia";
import { ref } from "vue";
import type { Info } from "@/api";
import { api } from "@/api/instance";

export const useServerStore = defineStore("server", () => {
  const info = ref<Info | null>(null);

  let asking: Promise<void> | null = null;

  /** Ask once, however many parts of the page want to know; after a failure the next call asks again. */
  function ensure(): Promise<void> {
    if (info.value !== null) return Promise.resolve();
    asking ??= ask().finally(() => (asking = null));
    return asking;
  }

  async function ask(): Promise<void> {
    try {
      info.value = await api.info();
    } catch {
      // The page's own data tells that the server is away.
    }
  }

  /** After the server was away: it may come back as another version. */
  function forget(): void {
    info.value = null;
  }

  return { info, ensure, forget };
});
