/** Whether a media query holds, as it changes. */
import { onUnmounted, ref, type Ref } from "vue";

/** From this width on the menu stands beside the page. */
export const WIDE = "(min-width: 64rem)";

/** Below this width tables say less. */
export const ROOMY = "(min-width: 40rem)";

export function useMedia(query: string): Ref<boolean> {
  const media = window.matchMedia(query);
  const holds = ref(media.matches);
  const follow = () => void (holds.value = media.matches);
  media.addEventListener("change", follow);
  onUnmounted(() => media.removeEventListener("change", follow));
  return holds;
}
