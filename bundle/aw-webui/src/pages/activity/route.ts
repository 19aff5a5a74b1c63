import type { PageRoute } from "@/pages/registry";
import ActivityPage from "./ActivityPage.vue";

/** `#/activity/<host>/day/2026-11-21/view/summary`; what is missing at the end is today, the first view. */
export const page: PageRoute = {
  name: "activity",
  path: "/activity/:host?/:word?/:date?/:sign(view)?/:view?",
  alias: ["/today"],
  title: { en: "Activity", de: "Aktivität" },
  // It is in the first file anyway (vite.config.ts): fetching it by itself would be one more way to the server.
  load: () => Promise.resolve(ActivityPage),
  menu: { group: "day", order: 10, icon: "activity", to: "/activity" },
};
