/** Where this installation keeps everything, and its switch for the login. */
import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";
import type { About } from "@/api";
import { api } from "@/api/instance";
import { words } from "@/i18n";
import { welcomeWords } from "@/words/welcome";

const w = words(welcomeWords);

/** The tray is asked by way of the server: how often to look whether it has done it, and when to give up. */
const LOOK_EVERY = 250;
const LOOKS = 24;

export const useAboutStore = defineStore("about", () => {
  const about = shallowRef<About | null>(null);
  /** While the tray is being asked. */
  const switching = ref(false);
  /** Why the last switch did not happen. */
  const switchProblem = ref<string | null>(null);

  /** One request; returns whether it succeeded. Never throws. */
  async function load(): Promise<boolean> {
    try {
      about.value = await api.about();
      return true;
    } catch {
      // The page's own notice says that the server is away; what was known stays shown.
      return false;
    }
  }

  /** Ask for it and wait until the system really does it, or say that it does not. */
  async function setStartAtLogin(enabled: boolean): Promise<void> {
    switching.value = true;
    switchProblem.value = null;
    try {
      await api.startAtLogin(enabled);
      for (let look = 0; look < LOOKS; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
        await load();
        if (about.value?.start_at_login === enabled) return;
      }
      switchProblem.value = w.notKept;
    } catch (error) {
      switchProblem.value = error instanceof Error ? error.message : String(error);
      await load();
    } finally {
      switching.value = false;
    }
  }

  return { about, switching, switchProblem, load, setStartAtLogin };
});
