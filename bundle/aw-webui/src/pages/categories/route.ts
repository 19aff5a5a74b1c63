import type { PageRoute } from "@/pages/registry";

export const page: PageRoute = {
  name: "categories",
  path: "/settings/categories",
  // Bookmarks of the ecosystem's editors.
  alias: ["/settings/category-builder", "/settings/categorization"],
  title: { en: "Categories", de: "Kategorien" },
  load: () => import("./CategoriesPage.vue"),
  menu: { group: "data", order: 60, icon: "categories" },
};
