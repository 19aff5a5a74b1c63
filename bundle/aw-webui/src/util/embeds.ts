/** The views that can be embedded, in the words of the server. */
import type { EmbeddedView } from "@/api";

export type EmbedChoice = "hours" | "days" | "efficiency" | "activities" | "categories" | "documents";

export const EMBEDDED: Record<EmbedChoice, EmbeddedView> = {
  hours: { perspective: "interval", kind: "productivity", resolution: "hour" },
  days: { perspective: "interval", kind: "productivity", resolution: "day" },
  efficiency: { perspective: "interval", kind: "efficiency", resolution: "day" },
  activities: { perspective: "rank", kind: "activity" },
  categories: { perspective: "rank", kind: "category" },
  documents: { perspective: "rank", kind: "document" },
};
