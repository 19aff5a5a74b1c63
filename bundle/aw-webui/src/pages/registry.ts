/**
 * Which pages there are: every `route.ts` below this folder. A page exists when its folder does; the menu, the routes
 * and the titles are made from what is found, so that nothing links to what is not there.
 */
import type { RouteRecordRaw } from "vue-router";
import type { Phrase } from "@/i18n";

/** Parts of the menu, in their order. */
export const MENU_GROUPS = ["day", "data", "setup"] as const;
export type MenuGroup = (typeof MENU_GROUPS)[number];

export interface PageRoute {
  /** The route's name, for links from code. */
  name: string;
  /** Behind the `#`, in the shapes that bookmarks of the ecosystem have. */
  path: string;
  /** Other addresses of the same page. */
  alias?: string[];
  /** Also the title of the window. It never holds anything of the day: window watchers record titles. */
  title: Phrase;
  load: () => Promise<unknown>;
  menu?: { group: MenuGroup; order: number; icon: string; /** Where it leads; the path by default. */ to?: string };
}

const found = import.meta.glob<{ page: PageRoute | PageRoute[] }>("./*/route.ts", { eager: true });

/** All pages, in the order of the menu. */
export const PAGES: PageRoute[] = Object.values(found)
  .flatMap(({ page }) => page)
  .sort((a, b) => (a.menu?.order ?? 1000) - (b.menu?.order ?? 1000));

export function menuOf(group: MenuGroup): (PageRoute & { menu: NonNullable<PageRoute["menu"]> })[] {
  return PAGES.flatMap((page) => (page.menu?.group === group ? [{ ...page, menu: page.menu }] : []));
}

/** Whether there is a page of this name: ask before linking to another page. */
export function hasPage(name: string): boolean {
  return PAGES.some((page) => page.name === name);
}

export function routesOf(pages: readonly PageRoute[]): RouteRecordRaw[] {
  return pages.map(({ name, path, alias = [], title, load }) => ({
    name,
    path,
    alias,
    component: load as RouteRecordRaw["component"] & {},
    meta: { title },
  }));
}
