/** What the first page will ask, asked while it is still being put together: one after the other would wait each time. */
import { useBucketsStore } from "./buckets";
import { useCategoriesStore } from "./categories";
import { useServerStore } from "./server";
import { useSettingsStore } from "./settings";

/** Addresses (behind the `#`) of the activity page, and the empty one, which leads there. */
const FIRST = /^#?\/?($|activity(\/|\?|$)|today(\?|$))/;

/** Ask for what the activity page needs, if `hash` leads to it. Whoever needs an answer waits for it, and for its fault. */
export function askAhead(hash: string): void {
  if (!FIRST.test(hash)) return;
  for (const store of [useSettingsStore(), useBucketsStore(), useCategoriesStore(), useServerStore()]) {
    void store.ensure().catch(() => undefined);
  }
}
