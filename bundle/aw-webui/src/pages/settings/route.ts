import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "settings",
  path: "/settings/:group?",
  title: { en: "Settings", de: "Einstellungen" },
  load: () => import("./SettingsPage.vue"),
  menu: { group: "setup", order: 100, icon: "settings", to: "/settings/general" },
};
