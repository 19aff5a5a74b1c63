/** Pages by hash (`#/timeline`): the server only has to serve files. Each page is loaded when it is first opened. */
import { watch } from "vue";
import { createRouter, createWebHashHistory } from "vue-router";
import { locale, say, type Phrase } from "@/i18n";
import { PAGES, routesOf } from "@/pages/registry";
import { useSettingsStore } from "@/stores/settings";

/** Today; the setting `landingpage` may name another page. */
const LANDING = "/activity";

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: "/", name: "landing", redirect: LANDING, meta: { title: { en: "", de: "" } } }, ...routesOf(PAGES)],
  // The first page of a visit begins at its top anyway; asking for it would lay the page out once more.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path || from.matched.length === 0 ? undefined : { top: 0 }),
});

router.beforeEach(async (to, from) => {
  // Only the first address of a visit: whoever goes to today means today.
  if (to.redirectedFrom?.path !== "/" || from.matched.length > 0) return true;
  const settings = useSettingsStore();
  await settings.ensure().catch(() => undefined);
  const wanted = settings.settings.landingpage.replace(/^\/?#?\/?/, "/");
  if (wanted === "/" || wanted === "/home" || wanted === to.path) return true;
  return router.resolve(wanted).name === "not-found" ? true : wanted;
});

// By the page, never by what is on it: window watchers record titles.
// The language may change before the first page is there (its file is on its way, the settings are faster).
function entitle(title: Phrase | undefined): void {
  if (title) document.title = `${say(title)} - ActivityWatch`;
}

router.afterEach((to) => entitle(to.meta.title));
watch(locale, () => entitle(router.currentRoute.value.meta.title));

declare module "vue-router" {
  interface RouteMeta {
    /** Of every route; only where one has not arrived yet there is none. */
    title?: Phrase;
  }
}
