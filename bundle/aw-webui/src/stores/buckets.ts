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

  const list = computed(() => Object.values(buckets.value ?? {}));
  /** Each computer and phone with its buckets, the one updated last first. */
  const devices = computed<Device[]>(() => devicesOf(list.value));

  /** Ask once, however many parts of the page want to know. Throws what the client throws. */
  function ensure(): Promise<void> {
    return buckets.value === null ? load() : Promise.resolve();
  }

  function load(): Promise<void> {
    asking ??= api
      .buckets()
      .then((answer) => {
        buckets.value = answer;
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
