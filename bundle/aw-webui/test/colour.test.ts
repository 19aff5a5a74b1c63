import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appColour, appKey, appLetter, colourIndex, PALETTE_SIZE } from "@/util/colour";

const style = (name: string) => readFileSync(join(import.meta.dirname, "../src/styles", name), "utf8");
const tokens = style("tokens.css") + style("palette.css");

/** Both sides of `--name: light-dark(#…, #…)`. */
function token(name: string): [light: string, dark: string] {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(tokens);
  if (!found) throw new Error(`no token --${name}`);
  return [found[1]!, found[2]!];
}

/** WCAG 2 relative luminance. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe("an application's colour", () => {
  it("is the same however its name is written", () => {
    expect(appKey(" Firefox.EXE ")).toBe("firefox");
    expect(appColour("Firefox.exe")).toBe(appColour("firefox"));
    expect(appColour("")).toMatch(/^var\(--app-\d+\)$/);
  });

  it("never changes: people learn it", () => {
    expect(["firefox", "code", "thunderbird", "日本語"].map((app) => colourIndex(app))).toMatchInlineSnapshot(`
      [
        4,
        11,
        8,
        4,
      ]
    `);
  });

  it("differs between the applications met most often", () => {
    const common = [
      ...["firefox", "google-chrome", "chromium", "code", "alacritty", "gnome-terminal", "thunderbird"],
      ...["slack", "org.gnome.nautilus", "spotify", "discord", "konsole", "xterm", "libreoffice-writer"],
    ];
    expect(new Set(common.map((app) => colourIndex(app))).size).toBe(common.length);
  });

  it("spreads over the whole palette", () => {
    const met = new Set(Array.from({ length: 400 }, (_, n) => colourIndex(`program-${n}`)));
    expect(met.size).toBe(PALETTE_SIZE);
  });
});

it.each([
  ["firefox", "F"],
  ["org.gnome.Nautilus", "N"],
  ["notepad.exe", "N"],
  ["youtube.com", "Y"],
  ["news.ycombinator.com", "N"],
  ["com.apple.Safari.exe", "S"],
  ["日本", "日"],
  ["", "?"],
  ["…", "?"],
])("knows %j by the letter %s", (app, letter) => {
  expect(appLetter(app)).toBe(letter);
});

describe("contrast", () => {
  it.each(Array.from({ length: PALETTE_SIZE }, (_, n) => `app-${n}`))("of --%s to the card is readable in both themes", (name) => {
    const surface = token("surface");
    token(name).forEach((colour, theme) => expect(contrast(colour, surface[theme]!)).toBeGreaterThanOrEqual(4.5));
  });

  it.each([
    ["ink", "surface", 7],
    ["ink", "ground", 7],
    ["ink-soft", "surface", 4.5],
    ["ink-soft", "ground", 4.5],
    ["ink-soft", "raised", 4.5],
    ["accent", "surface", 4.5],
    ["on-accent", "accent", 4.5],
    ["warn", "warn-ground", 4.5],
    ["ink-soft", "warn-ground", 4.5],
    ["afk", "surface", 3],
    ["asleep", "surface", 3],
    ["paused", "surface", 3],
    ["no-data", "surface", 3],
    ["focus", "ground", 3],
  ])("of --%s to --%s is at least %d", (front, back, least) => {
    const behind = token(back);
    token(front).forEach((colour, theme) => expect(contrast(colour, behind[theme]!)).toBeGreaterThanOrEqual(least));
  });
});
