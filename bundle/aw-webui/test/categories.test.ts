import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatMinutes } from "@/util/duration";
import { timeRows } from "@/util/rows";
import type { CategoryClass } from "@/api";
import { Categories, categoryTree, isWithin, parsePath, pathText } from "@/util/categories";
import { contrast, CONTRAST, legible, parseColour, SURFACES, themed } from "@/util/legible";

const of = (name: string[], data: CategoryClass["data"] = {}): CategoryClass => ({ name, rule: {}, data });

describe("categories", () => {
  const categories = new Categories([
    of(["Work"], { color: "#0F0", score: 10 }),
    of(["Work", "Mail"], { score: -1.5 }),
    of(["Media"], { color: "no colour", score: "5" }),
  ]);

  it("inherit colour and productivity, clamped", () => {
    expect(categories.colour(["Work", "Mail", "Lists"])).toBe(categories.colour(["Work"]));
    expect(categories.productivity(["Work", "Code"])).toBe(2);
    expect(categories.productivity(["Work", "Mail", "Lists"])).toBe(-2);
    expect(categories.productivity(["Media"])).toBe(0);
  });

  it("always have a colour, and the same one", () => {
    expect(categories.colour(["Media"])).toMatch(/^var\(--app-\d+\)$/);
    expect(categories.colour(["Unheard", "Of"])).toBe(categories.colour(["Unheard"]));
    expect(categories.colour(["Uncategorized"])).toBe("var(--uncategorized)");
  });

  it("are written as the ecosystem writes them", () => {
    expect(parsePath(pathText(["Work", "Code"]))).toEqual(["Work", "Code"]);
    expect(isWithin(["Work", "Code"], ["Work"])).toBe(true);
    expect(isWithin(["Workshop"], ["Work"])).toBe(false);
  });

  it("make a tree whose sums are those of the rows", () => {
    const rows = [
      { path: ["Work", "Code"], seconds: 60 },
      { path: ["Work"], seconds: 30 },
      { path: ["Media"], seconds: 100 },
      { path: ["Work", "Code", "Review"], seconds: 5 },
    ];
    const tree = categoryTree(rows);
    expect(tree.map(({ name, seconds, own }) => [name, seconds, own])).toEqual([["Media", 100, 100], ["Work", 95, 30]]);
    expect(tree[1]!.children[0]).toMatchObject({ name: "Code", seconds: 65, own: 60 });
  });

  it("have the minutes of the list of all of them, which add up on every level", () => {
    const rows = [["A", "x"], ["A", "y"], ["B", "x"], ["B"]].map((path) => ({ path, seconds: 90 }));
    const listed = timeRows(rows.map(({ path, seconds }) => ({ key: path.join(), label: "", detail: "", colour: "", letter: "", seconds })), 360);
    const tree = categoryTree(rows);
    expect(tree.map(({ minutes }) => minutes).reduce((a, b) => a + b)).toBe(6);
    for (const node of tree) {
      const own = listed.find(({ key }) => key === node.name);
      const below = node.children.map((child) => child.minutes);
      for (const child of node.children) {
        expect(listed.find(({ key }) => key === child.path.join())!.duration).toBe(formatMinutes(child.minutes));
      }
      expect(node.minutes).toBe(below.reduce((a, b) => a + b, 0) + (own ? parseInt(own.duration) : 0));
    }
  });
});

describe("colours that people stored", () => {
  it.each(["#0F0", "#F33", "#9FF", "#ffffff", "#000", "rgb(250, 250, 10)", "yellow"])("%s can be seen in both themes", (text) => {
    for (const ground of ["light", "dark"] as const) {
      const seen = parseColour(legible(parseColour(text)!, ground))!;
      expect(contrast(seen, parseColour(SURFACES[ground])!)).toBeGreaterThanOrEqual(CONTRAST);
    }
  });

  it("stay as they are where they can be seen", () => {
    expect(legible(parseColour("#14755a")!, "light")).toBe("#14755a");
    expect(themed("not a colour")).toBeNull();
  });

  it("are judged against the ground that the pages have", () => {
    const tokens = readFileSync("src/styles/tokens.css", "utf8");
    expect(tokens).toContain(`--surface: light-dark(${SURFACES.light}, ${SURFACES.dark})`);
  });
});
