/** Pages by hash (`#/today`): the server only has to serve files. */
import { createRouter, createWebHashHistory } from "vue-router";
import TodayView from "@/views/TodayView.vue";

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", redirect: "/today" },
    { path: "/today", name: "today", component: TodayView },
    // Bookmarks of pages that do not exist (any more) lead to the page that always does.
    { path: "/:rest(.*)*", redirect: "/today" },
  ],
});
