/** Light or dark: the system's choice until the user makes one; remembered in this browser. */
import { defineStore } from "pinia";
import { ref } from "vue";

export type Theme = "system" | "light" | "dark";

/** Also read by public/theme.js before the first paint. */
const KEY = "aw-theme";

export const useThemeStore = defineStore("theme", () => {
  const saved = document.documentElement.dataset.theme;
  const theme = ref<Theme>(saved === "light" || saved === "dark" ? saved : "system");

  function choose(next: Theme): void {
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

  return { theme, choose };
});
