/** The category rules in effect, with colours and productivity. */
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { CategoriesAnswer } from "@/api";
import { api } from "@/api/instance";
import { Categories } from "@/util/categories";

export const useCategoriesStore = defineStore("categories", () => {
  const answer = shallowRef<CategoriesAnswer | null>(null);
  let asking: Promise<void> | null = null;
  const categories = computed(() => new Categories(answer.value?.classes ?? []));
  /** Whether nobody stored rules, so that the default catalogue counts. */
  const usual = computed(() => answer.value?.default ?? true);

  /** Ask once, however many parts of the page want to know. Throws what the client throws. */
  function ensure(): Promise<void> {
    return answer.value === null ? load() : Promise.resolve();
  }

  /** Ask again, after the rules were changed. */
  function load(): Promise<void> {
    asking ??= api
      .categories()
      .then((found) => void (answer.value = found))
      .finally(() => (asking = null));
    return asking;
  }

  return { answer, categories, usual, ensure, load };
});
