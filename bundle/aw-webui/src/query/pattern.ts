/** What a person looks for, as a regular expression of the server. */

/** Text is looked for as it stands, whatever the case; `regex` takes it as a regular expression of its own case. */
export function patternOf(text: string, regex = false): string {
  return regex ? text : `(?i)${text.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
}

/** After `canonical`: events with the page and the file behind the window, to look for or to tell projects apart by. */
export const WITH_PAGES_AND_FILES: readonly string[] = [
  'events = merge_subwatcher_fields(events, browsing, ["url"]);',
  'events = merge_subwatcher_fields(events, editing, ["file", "project"]);',
];
