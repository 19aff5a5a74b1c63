/** The present moment, renewed while the page is visible and somebody wants it. */
import { onUnmounted, ref, watch, type Ref } from "vue";

/** Milliseconds since the epoch; moves every second while `wanted`. */
export function useNow(wanted: () => boolean): Ref<number> {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => clearInterval(timer);
  watch(
    wanted,
    (yes) => {
      stop();
      now.value = Date.now();
      if (yes) timer = setInterval(() => document.hidden || (now.value = Date.now()), 1000);
    },
    { immediate: true },
  );
  onUnmounted(stop);
  return now;
}
