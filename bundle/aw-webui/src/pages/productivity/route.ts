import type { PageRoute } from "@/pages/registry";

/** `#/productivity/week/2026-11-23`; what is missing is today. */
export const page: PageRoute = {
  name: "productivity",
  path: "/productivity/:word?/:date?",
  title: { en: "Productivity", de: "Produktivität" },
  load: () => import("./ProductivityPage.vue"),
  menu: { group: "day", order: 15, icon: "productivity", to: "/productivity" },
};
