/** What a person looks for, as a regular expression of the server. */

/** Text is looked for as it stands, whatever the case; `regex` takes it as a regular expression of its own case. */
export function patternOf(text: string, regex = false): string {
  return regex ? text : `(?i)${text.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
}
