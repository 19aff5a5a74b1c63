import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "search",
  path: "/search",
  title: { en: "Search", de: "Suche" },
  load: () => import("./SearchPage.vue"),
  menu: { group: "day", order: 50, icon: "search" },
};
