/** The first file of the page, small enough to run while the rest is on its way: it asks what the first page will ask. */
import { keyOf } from "@/api/key";
import { Transport } from "@/api/transport";
import { askAhead } from "@/query/ahead";
import { claimed } from "./letin";

/** Milliseconds that the page waits for its first question to be asked. */
const PATIENCE = 120;

/** Done when the first question was asked, or could not be within a moment. Never fails: the page asks by itself then. */
export const begun = claimed.then(() => {
  const asking = askAhead(window.location.hash, new Transport({ key: () => keyOf(window) }));
  return Promise.race([asking.catch(() => undefined), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE))]);
});
