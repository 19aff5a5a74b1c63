/** Which windows are a browser's: what its extension reports counts only while one of them is in front. */

/** Names of windows and programs by the word in the extension's bucket id (`aw-watcher-web-<word>_<host>`). */
const FAMILIES: Record<string, string> = {
  chrome: "chrome|chromium",
  firefox: "firefox|navigator|nightly|librewolf|waterfox|zen|floorp",
  edge: "edge",
  opera: "opera",
  brave: "brave",
  safari: "safari",
};

/** A regular expression (of the server's kind) on the window's `app` for the browser behind a bucket. */
export function browserPattern(bucketId: string): string {
  const word = /aw-watcher-web-([a-z0-9]+)/i.exec(bucketId)?.[1]?.toLowerCase();
  // A browser that we have not heard of is called what its bucket says; one without a word is any browser we know.
  const names = word === undefined ? Object.values(FAMILIES).join("|") : (FAMILIES[word] ?? word);
  return `(?i)${names}`;
}
