/** Colours that can be seen: any colour a person stored, made light or dark enough for the ground of each theme. */

/** `--surface` of each theme (src/styles/tokens.css; the test compares them). */
export const SURFACES = { light: "#ffffff", dark: "#1a2027" } as const;
export type Ground = keyof typeof SURFACES;

/** What WCAG asks of text; marks that carry a letter need it too. */
export const CONTRAST = 4.5;

type Rgb = [number, number, number];

/** "#rrggbb" of "#rgb", "#rrggbb", "#rrggbbaa" or "rgb(1, 2, 3)"; `null` for what we do not read. */
export function parseColour(text: string): Rgb | null {
  const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.exec(text.trim());
  if (hex) {
    const digits = hex[1]!;
    const step = digits.length < 6 ? 1 : 2;
    const part = (at: number) => parseInt(digits.slice(at * step, at * step + step).repeat(3 - step), 16);
    return [part(0), part(1), part(2)];
  }
  const rgb = /^rgba?\(\s*(\d{1,3})[,\s]+(\d{1,3})[,\s]+(\d{1,3})/i.exec(text.trim());
  if (rgb) return [rgb[1], rgb[2], rgb[3]].map((value) => Math.min(255, Number(value))) as Rgb;
  const named = NAMED[text.trim().toLowerCase()];
  return named ? parseColour(named) : null;
}

/** The words that people type; all others of CSS are rare enough to fall back to a colour of ours. */
const NAMED: Record<string, string> = {
  red: "#ff0000",
  green: "#008000",
  blue: "#0000ff",
  yellow: "#ffff00",
  orange: "#ffa500",
  purple: "#800080",
  pink: "#ffc0cb",
  brown: "#a52a2a",
  gray: "#808080",
  grey: "#808080",
  black: "#000000",
  white: "#ffffff",
  cyan: "#00ffff",
  magenta: "#ff00ff",
  lime: "#00ff00",
  teal: "#008080",
  navy: "#000080",
};

/** Contrast of two colours by WCAG 2: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour, darkened (light theme) or lightened (dark theme) only as far as the contrast needs; its hue stays. */
export function legible(colour: Rgb, ground: Ground): string {
  const surface = parseColour(SURFACES[ground])!;
  if (contrast(colour, surface) >= CONTRAST) return hexOf(colour);
  const target: Rgb = ground === "light" ? [0, 0, 0] : [255, 255, 255];
  let low = 0;
  let high = 1;
  for (let round = 0; round < 12; round += 1) {
    const middle = (low + high) / 2;
    if (contrast(mix(colour, target, middle), surface) >= CONTRAST) high = middle;
    else low = middle;
  }
  return hexOf(mix(colour, target, high));
}

/** CSS value of a stored colour for both themes; `null` when it cannot be read. */
export function themed(text: string): string | null {
  const colour = parseColour(text);
  return colour && `light-dark(${legible(colour, "light")}, ${legible(colour, "dark")})`;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((value, at) => Math.round(value + (to[at]! - value) * share)) as Rgb;
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
