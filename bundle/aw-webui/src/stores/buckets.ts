/** What is recorded: buckets by kind and by device. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { messageOf, type ListedBucket } from "@/api";
import { api } from "@/api/instance";
import { devicesOf, type Device } from "@/util/devices";

export const useBucketsStore = defineStore("buckets", () => {
  const buckets = shallowRef<Record<string, ListedBucket> | null>(null);
  const problem = ref<string | null>(null);
  let asking: Promise<void> | null = null;
  let answered = -Infinity;

  const list = computed(() => Object.values(buckets.value ?? {}));
  /** Each computer and phone with its buckets, the one updated last first. */
  const devices = computed<Device[]>(() => devicesOf(list.value));

  /**
   * Ask once, however many parts of the page want to know, or again when the answer is older than `within`
   * milliseconds. Throws what the client throws.
   */
  function ensure(within = Infinity): Promise<void> {
    return buckets.value === null || performance.now() - answered > within ? load() : Promise.resolve();
  }

  function load(): Promise<void> {
    asking ??= api
      .buckets()
      .then((answer) => {
        buckets.value = answer;
        answered = performance.now();
        problem.value = null;
      })
      .catch((error: unknown) => {
        problem.value = messageOf(error);
        throw error;
      })
      .finally(() => (asking = null));
    return asking;
  }

  return { buckets, list, devices, problem, ensure, load };
});
