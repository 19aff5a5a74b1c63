/** The category rules in effect, with colours and productivity; changing them, with the way back. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { messageOf, type CategoriesAnswer, type CategoryClass, type Json } from "@/api";
import { api } from "@/api/instance";
import { words } from "@/i18n";
import { forgetAnswers } from "@/query";
import { useSettingsStore } from "@/stores/settings";
import { useToastsStore } from "@/stores/toasts";
import { Categories } from "@/util/categories";
import { readSets, type CategorySet } from "@/util/categoryEdit";
import { commonWords } from "@/words/common";

const w = words(commonWords);

/** What is stored: a list, or nothing, which means the default catalogue. */
type Stored = CategoryClass[] | null;

/** How many steps back there are. */
const STEPS = 50;

export const useCategoriesStore = defineStore("categories", () => {
  const answer = shallowRef<CategoriesAnswer | null>(null);
  let asking: Promise<void> | null = null;
  const classes = computed(() => answer.value?.classes ?? []);
  const categories = computed(() => new Categories(classes.value));
  /** Whether nobody stored rules, so that the default catalogue counts. */
  const usual = computed(() => answer.value?.default ?? true);
  /** Counts changes: questions that depend on categories watch it. */
  const version = ref(0);
  const past = shallowRef<Stored[]>([]);
  const settings = useSettingsStore();
  const sets = computed<CategorySet[]>(() => readSets(settings.settings.category_sets));
  const activeSet = computed(() => String(settings.settings.active_set_ids[0] ?? ""));

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

  async function store(next: Stored): Promise<void> {
    await (next === null ? api.deleteSetting("classes") : api.storeSetting("classes", next as unknown as Json));
    const set = sets.value.find(({ id }) => id === activeSet.value);
    if (set && next !== null) await saveSets(sets.value.map((held) => (held === set ? { ...held, classes: next } : held)));
    forgetAnswers();
    await load();
    version.value += 1;
  }

  function saveSets(next: CategorySet[]): Promise<void> {
    return settings.save({ category_sets: next as unknown as Json[] });
  }

  /** Store other categories (`null`: the default ones) and say so, with the way back. Returns whether it was done. */
  async function change(next: Stored, said: string): Promise<boolean> {
    const toasts = useToastsStore();
    try {
      await ensure();
      const before = usual.value ? null : classes.value;
      await store(next);
      past.value = [...past.value.slice(1 - STEPS), before];
      toasts.done(said, stepBack);
      return true;
    } catch (error) {
      toasts.problem(w.saveFailed(messageOf(error)));
      return false;
    }
  }

  /** Take back the last change. Throws what the client throws. */
  async function stepBack(): Promise<void> {
    const before = past.value.at(-1);
    if (before === undefined) return;
    await store(before);
    past.value = past.value.slice(0, -1);
  }

  /** Take back the last change and say so. */
  async function undo(): Promise<void> {
    try {
      await stepBack();
      useToastsStore().done(w.undone);
    } catch (error) {
      useToastsStore().problem(w.saveFailed(messageOf(error)));
    }
  }

  /** Keep what is in effect under a name, and use it from now on. Throws what the client throws. */
  async function keepAs(name: string): Promise<void> {
    const id = crypto.randomUUID?.() ?? String(Date.now());
    await saveSets([...sets.value, { id, name, classes: classes.value }]);
    await settings.save({ active_set_ids: [id] });
  }

  /** Use another set. */
  async function use(set: CategorySet, said: string): Promise<void> {
    // What is in effect stays in its own set; only then is the other one the active one.
    await settings.save({ active_set_ids: [] });
    if (await change(set.classes, said)) await settings.save({ active_set_ids: [set.id] });
  }

  async function dropSet(set: CategorySet): Promise<void> {
    await saveSets(sets.value.filter(({ id }) => id !== set.id));
    if (activeSet.value === set.id) await settings.save({ active_set_ids: [] });
  }

  return { answer, classes, categories, usual, version, past, sets, activeSet, ensure, load, change, undo, keepAs, use, dropSet };
});
