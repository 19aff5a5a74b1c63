import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "modules",
  path: "/modules",
  title: { en: "Modules", de: "Module" },
  load: () => import("./ModulesPage.vue"),
  menu: { group: "setup", order: 90, icon: "modules" },
};
