/** Browser extensions know two fixed ports and cannot be told another. */
import { words } from "@/i18n";
import { dayWords } from "@/words/day";

const w = words(dayWords);
const EXTENSION_PORTS = { false: "5600", true: "5666" };

/** What to tell the person when this server is where no extension looks for it; null when all is well. */
export function extensionNote(port: string, testing: boolean): string | null {
  const wanted = EXTENSION_PORTS[`${testing}`];
  if (port === wanted) return null;
  return w.extensionNote(wanted, port);
}
