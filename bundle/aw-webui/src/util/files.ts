/** Files from the page to the person. */

/** Hand a file to the browser to be saved. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click: give it a moment.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function csvFile(text: string): Blob {
  // With its mark, so that every spreadsheet reads it as UTF-8.
  return new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" });
}

export function jsonFile(text: string): Blob {
  return new Blob([text], { type: "application/json" });
}
