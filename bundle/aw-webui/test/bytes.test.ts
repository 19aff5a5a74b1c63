import { expect, it } from "vitest";
import { formatBytes } from "@/util/bytes";

it.each([
  [0, "0 byte"],
  [999, "999 byte"],
  [1000, "1 kB"],
  [999_949, "999.9 kB"],
  [999_960, "1 MB"],
  [1_449_000, "1.4 MB"],
  [12e9, "12 GB"],
  [5e15, "5,000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes, "en-GB")).toBe(text);
});

it("writes them as the language does", () => {
  expect(formatBytes(1_449_000, "de-DE")).toBe("1,4 MB");
});
