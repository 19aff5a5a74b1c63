/** CSS colours as a canvas needs them: variables and `light-dark()` resolved for the theme of the moment. */
import { onMounted, onUnmounted, ref, type Ref } from "vue";

/** Grows whenever the theme changes. */
export function useThemeChanges(): Ref<number> {
  const changes = ref(0);
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  const grow = () => void (changes.value += 1);
  const observer = new MutationObserver(grow);
  onMounted(() => {
    media.addEventListener("change", grow);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  });
  onUnmounted(() => {
    media.removeEventListener("change", grow);
    observer.disconnect();
  });
  return changes;
}

/** What each CSS value stands for at an element of the page. */
export function inksOf(element: HTMLElement, values: readonly string[]): string[] {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const inks = values.map((value) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return inks;
}
