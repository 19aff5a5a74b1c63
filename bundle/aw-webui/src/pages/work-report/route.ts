import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "work-report",
  path: "/work-report",
  title: { en: "Work hours", de: "Arbeitszeit" },
  load: () => import("./WorkPage.vue"),
  menu: { group: "day", order: 40, icon: "work" },
};
