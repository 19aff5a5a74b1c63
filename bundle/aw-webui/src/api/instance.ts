/** The one client of the page. */
import { ref } from "vue";
import { ApiClient } from "./client";
import { keyOf } from "./key";

/** Whether the last request found nobody; `stores/connection.ts` watches it. */
export const unanswered = ref(false);

export const api = new ApiClient({
  heard: (answered) => (unanswered.value = !answered),
  key: () => keyOf(window),
});
