import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "goals",
  path: "/goals",
  title: { en: "Goals", de: "Ziele" },
  load: () => import("./GoalsPage.vue"),
  menu: { group: "day", order: 45, icon: "goals" },
};
