/** The width of an element, as the layout sees it. */
import { onMounted, onUnmounted, ref, type Ref } from "vue";

/** Width in CSS pixels of the element behind `target`; follows every change. */
export function useWidth(target: Ref<HTMLElement | null>, initial: number): Ref<number> {
  const width = ref(initial);
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      if (entry) width.value = entry.contentRect.width;
    });
    if (target.value) observer.observe(target.value);
  });
  onUnmounted(() => observer?.disconnect());
  return width;
}
