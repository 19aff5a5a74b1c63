import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "today",
  path: "/today",
  title: { en: "Today", de: "Heute" },
  load: () => import("./TodayPage.vue"),
  menu: { group: "day", order: 10, icon: "day" },
};
