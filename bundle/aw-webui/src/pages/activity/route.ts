import type { PageRoute } from "@/pages/registry";

/** `#/activity/<host>/day/2026-11-21/view/summary`; what is missing at the end is today, the first view. */
export const page: PageRoute = {
  name: "activity",
  path: "/activity/:host?/:word?/:date?/:sign(view)?/:view?",
  alias: ["/today"],
  title: { en: "Activity", de: "Aktivität" },
  load: () => import("./ActivityPage.vue"),
  menu: { group: "day", order: 10, icon: "activity", to: "/activity" },
};
