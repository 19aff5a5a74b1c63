import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "stopwatch",
  path: "/stopwatch",
  title: { en: "Stopwatch", de: "Stoppuhr" },
  load: () => import("./StopwatchPage.vue"),
  menu: { group: "day", order: 30, icon: "stopwatch" },
};
