/** Pages by hash (`#/today`): the server only has to serve files. */
import { createRouter, createWebHashHistory } from "vue-router";
import TodayView from "@/views/TodayView.vue";
import WelcomeView from "@/views/WelcomeView.vue";

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", redirect: "/today" },
    { path: "/today", name: "today", component: TodayView, meta: { title: "Today" } },
    // The tray opens it at the very first start.
    { path: "/welcome", name: "welcome", component: WelcomeView, meta: { title: "Welcome" } },
    // Bookmarks of pages that do not exist (any more) lead to the page that always does.
    { path: "/:rest(.*)*", redirect: "/today" },
  ],
});

// By the page, never by what is on it: window watchers record titles.
router.afterEach((to) => {
  document.title = `${to.meta.title} - ActivityWatch`;
});

declare module "vue-router" {
  interface RouteMeta {
    title: string;
  }
}
