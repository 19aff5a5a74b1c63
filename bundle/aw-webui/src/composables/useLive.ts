/** Keep a page fresh while somebody looks at it. */
import { onMounted, onUnmounted } from "vue";

/** Milliseconds between attempts while the server is away: soon at first, then patiently. */
export function retryDelay(failures: number): number {
  return Math.min(20_000, 1000 * 2 ** Math.min(failures, 5));
}

/**
 * Call `load` at once, then `interval()` milliseconds after each answer, while the page is visible.
 *
 * A page that becomes visible loads immediately; a hidden one asks nothing. After a failure (`load` answers
 * false) it tries again by itself, see `retryDelay`. Never two calls at a time.
 */
export function useLive(load: () => Promise<boolean>, interval: () => number): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let ended = false;
  let failures = 0;

  async function run(): Promise<void> {
    if (running) {
      again = true;
      return;
    }
    clearTimeout(timer);
    running = true;
    const succeeded = await load();
    running = false;
    failures = succeeded ? 0 : failures + 1;
    if (ended || document.hidden) return;
    if (again) {
      again = false;
      void run();
      return;
    }
    timer = setTimeout(() => void run(), succeeded ? interval() : retryDelay(failures - 1));
  }

  function onVisibility(): void {
    if (document.hidden) clearTimeout(timer);
    else void run();
  }

  onMounted(() => {
    document.addEventListener("visibilitychange", onVisibility);
    if (!document.hidden) void run();
  });
  onUnmounted(() => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisibility);
  });
}
