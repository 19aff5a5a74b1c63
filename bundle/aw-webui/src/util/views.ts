/** Dashboards: the views that it comes with, and changes to views as the setting `views` keeps them. */
import type { View, ViewElement } from "./settings";

/** Panels that can be drawn, in the order of the list to choose from. */
export const PANEL_TYPES = [
  "top_apps",
  "top_titles",
  "top_categories",
  "category_tree",
  "category_sunburst",
  "timeline_barchart",
  "day_strip",
  "sunburst_clock",
  "calendar",
  "score",
  "top_domains",
  "top_urls",
  "top_editor_projects",
  "top_editor_files",
  "top_editor_languages",
  "top_stopwatches",
] as const;
export type PanelType = (typeof PANEL_TYPES)[number];

/** Widths in columns of twelve. */
export const WIDTHS = [4, 6, 8, 12] as const;

export function isPanelType(type: string): type is PanelType {
  return PANEL_TYPES.includes(type as PanelType);
}

const panel = (type: PanelType, width: number): ViewElement => ({ type, width });

/** `name` empty: the words of the language, by the id. */
export const USUAL_VIEWS: readonly View[] = [
  {
    id: "summary",
    name: "",
    elements: [
      panel("day_strip", 12),
      panel("calendar", 12),
      panel("timeline_barchart", 8),
      panel("score", 4),
      panel("top_apps", 4),
      panel("top_titles", 4),
      panel("top_categories", 4),
      panel("category_sunburst", 4),
      panel("category_tree", 4),
      panel("top_domains", 4),
    ],
  },
  { id: "window", name: "", elements: [panel("top_apps", 6), panel("top_titles", 6)] },
  { id: "browser", name: "", elements: [panel("top_domains", 6), panel("top_urls", 6)] },
  {
    id: "editor",
    name: "",
    elements: [panel("top_editor_projects", 4), panel("top_editor_files", 4), panel("top_editor_languages", 4)],
  },
  {
    id: "rhythm",
    name: "",
    elements: [panel("timeline_barchart", 12), panel("calendar", 12), panel("sunburst_clock", 6), panel("top_stopwatches", 6)],
  },
];

/** The name of the page that another program's panel shows; empty where it is something else. */
export function customPage({ type, props }: ViewElement): string {
  return type === "custom_vis" && typeof props?.visname === "string" ? props.visname : "";
}

/** What a panel that is not ours is called: by its own title, else by its page or type. */
export function foreignTitle(element: ViewElement): string {
  const title = element.props?.title;
  return (typeof title === "string" ? title.trim() : "") || customPage(element) || element.type;
}

/** What to store after views were edited: what could not be shown is kept behind them as it was. */
export function withHidden(edited: readonly View[], stored: readonly View[]): View[] {
  return [...edited, ...stored.filter((view) => !isShowable(view))];
}

function isShowable(view: View): boolean {
  return typeof view?.id === "string" && view.id !== "" && Array.isArray(view.elements);
}

/** The stored views that can be shown, or the usual ones while none are. */
export function viewsOf(stored: readonly View[]): View[] {
  const usable = stored.filter(isShowable);
  return usable.length > 0 ? usable : [...USUAL_VIEWS];
}

/** The panels that say something about a time of so many days; all of them where none would. */
export function applying(elements: readonly ViewElement[], days: number): readonly ViewElement[] {
  const some = elements.filter(({ type }) => {
    if (type === "day_strip" || type === "sunburst_clock") return days === 1;
    return type !== "calendar" || days > 14;
  });
  return some.length > 0 ? some : elements;
}

/** Columns of twelve; other programs' panels say nothing about it. */
export function widthOf(element: ViewElement): number {
  return WIDTHS.find((width) => width === element.width) ?? 4;
}

/** The next wider (1) or narrower (-1) width. */
export function resized(element: ViewElement, step: 1 | -1): ViewElement {
  const at = WIDTHS.findIndex((width) => width === widthOf(element));
  return { ...element, width: WIDTHS[Math.min(WIDTHS.length - 1, Math.max(0, at + step))]! };
}

/** The list with one entry moved by `step` places. */
export function moved<T>(list: readonly T[], from: number, step: number): T[] {
  const to = Math.min(list.length - 1, Math.max(0, from + step));
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)];
}

/** An id for a new view that no view has: the name in small letters. */
export function freshId(name: string, views: readonly View[]): string {
  const base = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "view";
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!views.some((view) => view.id === id)) return id;
  }
}
