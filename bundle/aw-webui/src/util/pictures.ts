/** Addresses of badges and charts for other pages, and the texts to paste. Pure. */
import { RANGES } from "./wakatime";

export const PICTURES = ["badge", "coding_activity", "languages", "editors", "operating_systems", "categories", "projects"] as const;
export type Picture = (typeof PICTURES)[number];
export type PictureRange = (typeof RANGES)[number];

/** What the key of a picture is allowed: that picture. */
export function scopesOf(picture: Picture, range: PictureRange, project: string): string[] {
  return [picture, range, ...(project === "" ? [] : [`project:${project}`])];
}

/** What a key shows, by its scopes; null for a key of another kind of embed. */
export function pictureOf(scopes: readonly string[]): { picture: Picture; range: string; project: string } | null {
  const picture = PICTURES.find((one) => scopes.includes(one));
  if (picture === undefined) return null;
  const project = scopes.find((scope) => scope.startsWith("project:"))?.slice("project:".length) ?? "";
  const range = scopes.find((scope) => scope !== picture && !scope.includes(":")) ?? "last_7_days";
  return { picture, range, project };
}

/** Where it is to be seen: as a picture, and as figures. */
export function addressesOf(server: string, picture: Picture, key: string): { image: string; figures: string } {
  const base = picture === "badge" ? `${server}/badge/${key}` : `${server}/share/@current/${key}`;
  return { image: `${base}.svg`, figures: `${base}.json` };
}

/** For a README. What ends a name there is taken by its word. */
export function markdownOf(name: string, image: string): string {
  return `![${name.replace(/[[\]\\]/g, "\\$&")}](${image})`;
}

export function htmlOf(name: string, image: string): string {
  const escaped = name.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  return `<img src="${image}" alt="${escaped}">`;
}
