/** When a page is drawn first: what is there in a moment is not drawn twice, as empty frames and with what they hold. */
import { onScopeDispose, ref, watch, type Ref } from "vue";

/** Milliseconds after which the frames are drawn, whatever is still on its way. */
const MOMENT = 150;

/** True from the first answer on, or from a failure, or after a moment; it never becomes false again. */
export function useDrawn(loading: Readonly<Ref<boolean>>): Readonly<Ref<boolean>> {
  const drawn = ref(!loading.value);
  const waited = setTimeout(draw, MOMENT);
  watch(loading, (still) => still || draw());
  onScopeDispose(() => clearTimeout(waited));

  function draw(): void {
    drawn.value = true;
    clearTimeout(waited);
  }
  return drawn;
}
