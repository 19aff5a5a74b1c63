/** Pages of other programs that the server serves under `/pages/` (its setting `custom_static`). */

let asked: Promise<string[]> | null = null;

/** Their names, asked for once; none where the server does not tell. */
export function pagesServed(): Promise<string[]> {
  asked ??= ask().catch(() => []);
  return asked;
}

async function ask(): Promise<string[]> {
  const answer = await fetch("/pages/");
  const names: unknown = answer.ok ? await answer.json() : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}
