import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "query",
  path: "/query",
  title: { en: "Query", de: "Abfrage" },
  load: () => import("./QueryPage.vue"),
  menu: { group: "data", order: 70, icon: "query" },
};
