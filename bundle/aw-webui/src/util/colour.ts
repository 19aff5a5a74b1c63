/** Which colour an application has: always the same one, on every page and every day. */

/** How many `--app-N` colours src/styles/palette.css defines for each theme. */
export const PALETTE_SIZE = 16;

/** Chosen so that the applications met most often differ from one another (the test lists them). */
const SEED = 412137;

/** The application's name as people mean it: `Firefox.exe` and `firefox` are one. */
export function appKey(app: string): string {
  return app.trim().toLowerCase().replace(/\.exe$/, "");
}

/** Palette index of an application, by FNV-1a hash of its name. */
export function colourIndex(app: string, seed: number = SEED): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const byte of new TextEncoder().encode(appKey(app))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  // The low bits of FNV are its weakest: fold the high ones in.
  hash ^= hash >>> 15;
  return (hash >>> 0) % PALETTE_SIZE;
}

/** CSS value of an application's colour. */
export function appColour(app: string): string {
  return `var(--app-${colourIndex(app)})`;
}

/** How names of applications begin that are domain names the other way round: org.gnome.Nautilus. */
const REVERSED = /^(com|org|net|io|dev|app|edu|gov|de|eu|fr|it|nl|ch|at|uk|us|me|co|tv|im|info)\../i;

/** One letter to know an application by; `?` for one without a name. */
export function appLetter(app: string): string {
  // The last part of a reverse domain name is the name; the last part of a site's says nothing.
  const parts = app.trim().split(".").filter((part) => part !== "" && part.toLowerCase() !== "exe");
  const name = (REVERSED.test(app.trim()) ? parts.at(-1) : parts[0]) ?? "";
  const letter = /[\p{L}\p{N}]/u.exec(name);
  return letter ? letter[0].toUpperCase() : "?";
}
