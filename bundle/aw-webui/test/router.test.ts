/** The window's title: by the page, in the language of the moment, also when that is told before there is a page. */
import { createPinia, setActivePinia } from "pinia";
import { nextTick } from "vue";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { locale, speak } from "@/i18n";
import { router } from "@/router";

beforeEach(() => {
  setActivePinia(createPinia());
  document.title = "as served";
});
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

test("a language that is told before the first page has arrived disturbs nothing", async () => {
  const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  speak(locale.value === "en" ? "de" : "en");
  await nextTick();
  expect(document.title).toBe("as served");
  speak("en");
  await router.push("/no/such/page");
  expect(document.title).toBe("No such page - ActivityWatch");
  speak("de");
  await nextTick();
  expect(document.title).not.toBe("No such page - ActivityWatch");
  expect(document.title).toMatch(/ - ActivityWatch$/);
  expect([...complained.mock.calls, ...warned.mock.calls]).toEqual([]);
});
