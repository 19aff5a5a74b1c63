/** Which language the pages speak: the user's choice, else the first of the browser's that we have. */
import { computed, ref, watchEffect } from "vue";

export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

/** What each language calls itself. */
export const LOCALE_NAMES: Record<Locale, string> = { en: "English", de: "Deutsch" };

/** Remembered in the browser as well as in the setting `locale`, so that the first paint has the right language. */
const KEY = "aw-locale";

/** For `Intl`: which conventions of dates and numbers belong to the language. */
const TAGS: Record<Locale, string> = { en: "en-GB", de: "de-DE" };

export function isLocale(value: unknown): value is Locale {
  return LOCALES.includes(value as Locale);
}

/** The first of `preferred` (such as `de-AT`) that we speak; English without one. */
export function chooseLocale(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split("-")[0];
    if (isLocale(language)) return language;
  }
  return "en";
}

export const locale = ref<Locale>(remembered() ?? chooseLocale(navigator.languages));
export const localeTag = computed(() => TAGS[locale.value]);

/** Speak this language from now on, also after a reload. */
export function speak(next: Locale): void {
  locale.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage can be switched off; the choice then lasts as long as the page.
  }
}

function remembered(): Locale | null {
  try {
    const saved = localStorage.getItem(KEY);
    return isLocale(saved) ? saved : null;
  } catch {
    return null;
  }
}

watchEffect(() => {
  document.documentElement.lang = locale.value;
});
