/**
 * Catalogues of words: English and German side by side, typed, so that a missing translation does not compile.
 *
 * A catalogue is one file in `src/words`, one per page. A text that holds figures or names is a function of them.
 */
import { locale, type Locale } from "./locale";

/** The same keys with any text; functions take the same arguments. */
export type Translated<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Translated<T[K]>;
};

export type Catalogue<T> = Record<Locale, Translated<T>>;

/** Two languages, side by side. */
export function catalogue<T extends object>(en: T, de: Translated<T>): Catalogue<T> {
  return { en: en as unknown as Translated<T>, de };
}

/**
 * The words in the language of the moment. Reading one in a template or a `computed` follows the choice of language;
 * a copy in a constant would not.
 */
export function words<T extends object>(catalogue: Catalogue<T>): Translated<T> {
  return new Proxy(catalogue.en as object, {
    get: (_, key) => Reflect.get(catalogue[locale.value] as object, key) as unknown,
  }) as Translated<T>;
}

/** A text by itself, for titles and menus. */
export type Phrase = Record<Locale, string>;

export function say(phrase: Phrase): string {
  return phrase[locale.value];
}

/** "1 event", "2 events": both languages have one form for one and one for all others. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString(locale.value === "de" ? "de-DE" : "en-GB")}\u00a0${count === 1 ? one : many}`;
}
