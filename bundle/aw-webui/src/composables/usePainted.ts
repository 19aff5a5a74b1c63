/** Whether a component has been painted: what nobody sees at first, such as closed details, need not be drawn before. */
import { onMounted, onScopeDispose, ref, type Ref } from "vue";
import { afterPainting } from "@/util/painting";

/** True right after the first painting, by itself. */
export function usePainted(): Readonly<Ref<boolean>> {
  const painted = ref(false);
  let stop = (): void => undefined;
  onMounted(() => (stop = afterPainting(() => (painted.value = true))));
  onScopeDispose(() => stop());
  return painted;
}
