import type { PageRoute } from "@/pages/registry";

/** The tray opens it at the very first start. */
export const page: PageRoute = {
  name: "welcome",
  path: "/welcome",
  title: { en: "Welcome", de: "Willkommen" },
  load: () => import("./WelcomePage.vue"),
};
