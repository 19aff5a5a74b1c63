import { describe, expect, it } from "vitest";
import type { CategoryClass, StoredEvent } from "@/api";
import { Categories } from "@/util/categories";
import { assign, draftOf, move, pathsOf, put, readFile, readSets, treeOf, without } from "@/util/categoryEdit";
import { OVERVIEW, pathOf, previewStatements, suggestionsOf, wordSuggestions } from "@/util/categoryQuestions";
import { Matcher } from "@/util/matching";

const CLASSES: CategoryClass[] = [
  { id: 0, name: ["Work"], rule: { type: "none" }, data: { color: "#112233", score: 2, note: "kept" } },
  { id: 1, name: ["Work", "Code"], rule: { type: "regex", regex: "Code", ignore_case: false, made_by: "x" }, data: {} },
  { id: 2, name: ["Fun"], rule: { type: "regex", regex: "vlc", ignore_case: true, select_keys: ["app"], weight: 7 }, data: { score: -2 } },
];
const names = (classes: readonly CategoryClass[]) => classes.map(({ name }) => name.join(" > "));
const category = (classes: readonly CategoryClass[], data: Record<string, string>) => new Matcher(classes).explain(data)?.entry.name;

describe("the stored list", () => {
  it("is a tree, with parents that nobody wrote down", () => {
    const tree = treeOf([...CLASSES, { name: ["New", "Below"], rule: {}, data: {} }]);
    expect(pathsOf(tree)).toEqual([["Work"], ["Work", "Code"], ["Fun"], ["New"], ["New", "Below"]]);
  });

  it("stays the same when a draft is put back unchanged, apart from the name of the priority", () => {
    for (const { name } of CLASSES.slice(0, 2)) expect(put(CLASSES, draftOf(CLASSES, name))).toEqual(CLASSES);
    expect(put(CLASSES, draftOf(CLASSES, ["Fun"]))[2]!.rule).toEqual({ type: "regex", regex: "vlc", ignore_case: true, select_keys: ["app"], priority: 7 });
  });

  it("keeps what other programs stored beside a change", () => {
    const draft = { ...draftOf(CLASSES, ["Work", "Code"]), colour: "#abcdef", score: -1 };
    draft.rules[0]!.regex = "vim";
    const changed = put(CLASSES, draft)[1]!;
    expect(changed).toMatchObject({ id: 1, rule: { regex: "vim", made_by: "x" }, data: { color: "#abcdef", score: -1 } });
    expect(put(CLASSES, { ...draftOf(CLASSES, ["Work"]), colour: null })[0]!.data).toEqual({ score: 2, note: "kept" });
  });

  it("holds several rules of a category as several entries with ids of their own", () => {
    const draft = draftOf(CLASSES, ["Work", "Code"]);
    draft.rules.push({ regex: "aurora", ignoreCase: false, keys: ["project"], priority: 3 });
    const changed = put(CLASSES, draft);
    expect(names(changed)).toEqual(["Work", "Work > Code", "Work > Code", "Fun"]);
    expect(new Set(changed.map(({ id }) => id)).size).toBe(4);
    expect(draftOf(changed, ["Work", "Code"])).toEqual(draft);
    draft.rules.length = 0;
    expect(put(changed, draft).map(({ rule }) => rule.type)).toEqual(["none", "none", "regex"]);
  });

  it("puts a new category behind its relatives", () => {
    const draft = { path: ["Work", "Mail"], colour: null, score: null, rules: [] };
    expect(names(put(CLASSES, draft))).toEqual(["Work", "Work > Code", "Work > Mail", "Fun"]);
  });

  it("moves children with their parent and removes them with it", () => {
    expect(names(move(CLASSES, ["Work"], ["Fun", "Job"]))).toEqual(["Fun > Job", "Fun > Job > Code", "Fun"]);
    expect(names(without(CLASSES, ["Work"]))).toEqual(["Fun"]);
    expect(CLASSES).toHaveLength(3);
  });
});

describe("one click", () => {
  it("puts an application into a category, the second one into the same rule", () => {
    const once = assign(CLASSES, ["Fun"], { key: "app", text: "C++ (x)" });
    const twice = assign(once, ["Fun"], { key: "app", text: "steam" });
    expect(category(twice, { app: "C++ (x)" })).toEqual(["Fun"]);
    expect(category(twice, { app: "steam" })).toEqual(["Fun"]);
    expect(category(twice, { app: "steamship", title: "steam" })).toBeUndefined();
    expect(twice).toHaveLength(CLASSES.length + 1);
    expect(new Categories(twice).productivity(["Fun"])).toBe(-2);
  });

  it("wins over the rule that has it now, also a deeper one", () => {
    const next = assign(CLASSES, ["Fun"], { key: "app", text: "Code" }, ["Work", "Code"]);
    expect(category(next, { app: "Code" })).toEqual(["Fun"]);
    const back = assign(next, ["Work", "Code"], { key: "app", text: "Code" }, ["Fun"]);
    expect(category(back, { app: "Code" })).toEqual(["Work", "Code"]);
  });

  it("finds a word in titles whatever its case", () => {
    const next = assign(CLASSES, ["Work"], { key: "title", text: "aurora", word: true });
    expect(category(next, { title: "src – Aurora" })).toEqual(["Work"]);
    expect(category(next, { title: "auroras" })).toBeUndefined();
  });
});

describe("files and sets", () => {
  it("are read in the shapes that programs write", () => {
    expect(readFile({ categories: CLASSES as never })).toEqual(CLASSES);
    expect(readFile(CLASSES as never)).toEqual(CLASSES);
    expect(readFile([{ name: ["A"] }])).toEqual([{ id: 0, name: ["A"], rule: {}, data: {} }]);
    for (const wrong of [null, 3, "x", [], {}, [{ name: [] }], [{ name: ["A"] }, 4], { categories: [{ name: [1] }] }]) {
      expect(readFile(wrong as never)).toBeNull();
    }
  });

  it("pass over sets that are none", () => {
    const set = { id: "a", name: "Private", classes: CLASSES, priority: 3 };
    expect(readSets([set, 3, null, { id: "b" }] as never)).toEqual([set]);
  });
});

describe("suggestions", () => {
  const event = (data: Record<string, string>, duration: number) => ({ id: null, timestamp: "", duration, data }) as StoredEvent;

  it("are texts with their time", () => {
    expect(suggestionsOf([event({ app: "x" }, 5), event({ app: "" }, 9), event({}, 9)], "app")).toEqual([{ text: "x", seconds: 5 }]);
  });

  it("count a word once a title and leave out what says nothing", () => {
    const words = wordSuggestions([event({ title: "Aurora the aurora 2024" }, 100), event({ title: "aurora - Mail" }, 50), event({ title: "rare" }, 5)]);
    expect(words).toEqual([{ text: "Aurora", seconds: 150 }]);
  });

  it("read the path of an event", () => {
    expect(pathOf({ id: null, timestamp: "", duration: 1, data: { $category: ["A", "B"] } })).toEqual(["A", "B"]);
    expect(pathOf(event({}, 1))).toEqual(["Uncategorized"]);
  });
});

it("asks with rules that hold quotes and backslashes", () => {
  const text = previewStatements([{ name: ["A \"b\""], rule: { regex: 'x"y\\\\', select_keys: ["app"] }, data: {} }], ["A"]).join("\n");
  expect(text).toContain("[['A \"b\"'], {\"regex\": 'x\"y\\\\(?:)', \"select_keys\": [\"app\"]}]");
  expect(OVERVIEW.join("")).toContain('[["Uncategorized"]]');
});
