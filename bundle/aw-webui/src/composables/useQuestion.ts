/** One question of a page or panel: loading, slow, failed, cancelled, answered; a newer one replaces an older. */
import { onUnmounted, ref, shallowRef, watch, type Ref, type WatchSource } from "vue";
import { Cancelled, messageOf, Unreachable } from "@/api";
import { useConnectionStore } from "@/stores/connection";

/** Milliseconds after which a page says that it takes long and offers to cancel. */
const SLOW = 2_000;

export interface Asked<T> {
  /** The newest answer; stays while a newer one is on its way. */
  answer: Ref<T | null>;
  /** While an answer is on its way. */
  loading: Ref<boolean>;
  /** Loading for longer than a moment. */
  slow: Ref<boolean>;
  /** Why there is no answer; `null` while there is one or none was asked. */
  problem: Ref<string | null>;
  /** The person stopped it. */
  cancelled: Ref<boolean>;
  /** Ask again. */
  retry: () => Promise<boolean>;
  cancel: () => void;
}

/**
 * Ask `question` when the component is set up, whenever `sources` change, and when the server is back.
 *
 * `question` gets a signal that is aborted when the answer is no longer wanted. What it throws becomes `problem`.
 */
export function useQuestion<T>(sources: WatchSource[], question: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const answer = shallowRef<T | null>(null) as Ref<T | null>;
  const loading = ref(false);
  const slow = ref(false);
  const problem = ref<string | null>(null);
  const cancelled = ref(false);
  let running: AbortController | null = null;
  const connection = useConnectionStore();

  async function retry(): Promise<boolean> {
    running?.abort();
    const own = new AbortController();
    running = own;
    loading.value = true;
    slow.value = cancelled.value = false;
    const timer = setTimeout(() => (slow.value = true), SLOW);
    try {
      const found = await question(own.signal);
      if (running !== own) return false;
      answer.value = found;
      problem.value = null;
      return true;
    } catch (error) {
      if (running !== own || error instanceof Cancelled) return false;
      // The banner of the frame tells that nobody answers; an old answer stays shown below it.
      if (!(error instanceof Unreachable) || answer.value === null) problem.value = messageOf(error);
      return false;
    } finally {
      clearTimeout(timer);
      if (running === own) {
        loading.value = slow.value = false;
        running = null;
      }
    }
  }

  function cancel(): void {
    running?.abort();
    running = null;
    loading.value = slow.value = false;
    cancelled.value = true;
  }

  watch([...sources, () => connection.returns], () => void retry(), { immediate: true });
  onUnmounted(() => running?.abort());
  return { answer, loading, slow, problem, cancelled, retry, cancel };
}
