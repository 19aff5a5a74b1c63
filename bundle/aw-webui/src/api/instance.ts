/** The one client of the page. */
import { ref } from "vue";
import { ApiClient } from "./client";
import { early } from "./early";
import { keyOf } from "./key";

/** Whether the last request found nobody; `stores/connection.ts` watches it. */
export const unanswered = ref(false);

/** When somebody last answered, milliseconds since the epoch. */
export const heardAt = ref(0);

export const api = new ApiClient({
  heard(answered) {
    unanswered.value = !answered;
    if (answered) heardAt.value = Date.now();
  },
  key: () => keyOf(window),
  early,
});
