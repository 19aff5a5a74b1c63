import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "not-found",
  path: "/:rest(.*)*",
  title: { en: "No such page", de: "Seite nicht gefunden" },
  load: () => import("./NotFoundPage.vue"),
};
