/** Light or dark: the system's choice until the user makes one; kept in the setting `theme` and in this browser. */
import { defineStore } from "pinia";
import { ref } from "vue";
import { useSettingsStore } from "@/stores/settings";

export type Theme = "system" | "light" | "dark";

/** Also read by public/theme.js before the first paint. */
const KEY = "aw-theme";

export const useThemeStore = defineStore("theme", () => {
  const saved = document.documentElement.dataset.theme;
  const theme = ref<Theme>(saved === "light" || saved === "dark" ? saved : "system");

  function choose(next: Theme): void {
    show(next);
    // Without an answer the choice holds in this browser alone.
    void useSettingsStore()
      .save({ theme: next === "system" ? "auto" : next })
      .catch(() => undefined);
  }

  /** Another browser's choice, as the setting tells it. */
  function adopt(stored: "auto" | "light" | "dark"): void {
    show(stored === "auto" ? "system" : stored);
  }

  function show(next: Theme): void {
    theme.value = next;
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Storage can be switched off; the choice then lasts as long as the page.
    }
  }

  return { theme, choose, adopt };
});
