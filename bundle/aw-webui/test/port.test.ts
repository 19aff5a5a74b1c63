import { describe, expect, it } from "vitest";
import { extensionNote } from "@/util/port";

describe("extensionNote", () => {
  it("is silent on the ports that extensions know", () => {
    expect(extensionNote("5600", false)).toBeNull();
    expect(extensionNote("5666", true)).toBeNull();
  });

  it("names the port they look on when the server had to take another", () => {
    expect(extensionNote("5601", false)).toBe(
      "Browser extensions look on port 5600 and will not reach this one (5601)",
    );
    expect(extensionNote("5600", true)).toContain("5666");
  });
});
