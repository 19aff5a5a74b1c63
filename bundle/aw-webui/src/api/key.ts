/**
 * The access key of this browser, for servers that ask for one.
 *
 * The tray and `aw-cli open` open the page with a code behind the `#`, which is exchanged for a key once; a key can also
 * stand in the address as `?token=`, as the ecosystem writes it. Both are taken out of the address at once. What the page
 * keeps lies in its origin's storage: a cookie would be sent to every port of this computer.
 */
const KEPT = "aw-key";
/** The ecosystem's name, for as long as the tab is open. */
const OF_THE_TAB = "aw-api-token";

type Page = Pick<Window, "location" | "history" | "localStorage" | "sessionStorage">;

/** The key to send, or null. */
export function keyOf(page: Page): string | null {
  try {
    return page.sessionStorage.getItem(OF_THE_TAB) ?? page.localStorage.getItem(KEPT);
  } catch {
    return null; // storage is switched off
  }
}

/** Take the code or the key out of the page's address and keep the key. Failures leave the page as it is. */
export async function claimKey(page: Page, ask: typeof fetch = globalThis.fetch.bind(globalThis)): Promise<void> {
  const address = new URL(page.location.href);
  const code = /^#open=([0-9a-f]{32})$/.exec(address.hash)?.[1];
  const token = address.searchParams.get("token");
  if (!code && !token) return;
  if (code) address.hash = "";
  address.searchParams.delete("token");
  page.history.replaceState(null, "", address.pathname + address.search + address.hash);
  try {
    if (token) page.sessionStorage.setItem(OF_THE_TAB, token);
    if (code) {
      const key = await exchange(code, ask);
      if (key) {
        page.sessionStorage.removeItem(OF_THE_TAB);
        page.localStorage.setItem(KEPT, key);
      }
    }
  } catch {
    // The page then says by itself that it has no key.
  }
}

async function exchange(code: string, ask: typeof fetch): Promise<string | null> {
  const response = await ask("/api/0/sessions/open", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) return null;
  const answer: unknown = await response.json();
  return typeof answer === "object" && answer !== null && "key" in answer ? String(answer.key) : null;
}
