import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "timeline",
  path: "/timeline",
  title: { en: "Timeline", de: "Zeitleiste" },
  load: () => import("./TimelinePage.vue"),
  menu: { group: "day", order: 20, icon: "timeline" },
};
