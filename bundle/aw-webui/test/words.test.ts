/** Every text in both languages, and no text outside the catalogues. */
import { readFileSync } from "node:fs";
import { parse as parseTemplate, NodeTypes, type TemplateChildNode } from "@vue/compiler-dom";
import { parse } from "@vue/compiler-sfc";
import { afterEach, describe, expect, it } from "vitest";
import { catalogue, chooseLocale, counted, locale, words, type Catalogue } from "@/i18n";
import { PAGES } from "@/pages/registry";

const catalogues = import.meta.glob<Record<string, Catalogue<object>>>("../src/words/*.ts", { eager: true });
const components = Object.keys(import.meta.glob("../src/**/*.vue"));

/** Words that both languages write alike. */
const ALIKE = /^(API|ActivityWatch|CSV|JSON|Pause|URL|Watcher|Name|Start|Code|Editor|Browser|Export|Import|Filter|Titel|Version|Port|Host|Logs?|Domains?|Tags?|Buckets?|Text|[^\p{L}]*)$/u;

type Leaf = string | ((...args: never[]) => string);

function leaves(value: object, path = ""): [string, Leaf][] {
  return Object.entries(value).flatMap(([key, held]: [string, object | Leaf]) =>
    typeof held === "object" ? leaves(held, `${path}${key}.`) : [[path + key, held] as [string, Leaf]],
  );
}

describe.each(Object.entries(catalogues))("%s", (_, module) => {
  it.each(Object.entries(module))("%s says the same things in both languages", (_, { en, de }) => {
    const [english, german] = [leaves(en), leaves(de)];
    expect(german.map(([key]) => key)).toEqual(english.map(([key]) => key));
    const same = english.filter(([, text], at) => typeof text === "string" && german[at]![1] === text);
    expect(same.map(([, text]) => text as string).filter((text) => !ALIKE.test(text))).toEqual([]);
    for (const [key, text] of [...english, ...german]) {
      expect(text === "" ? `${key} is empty` : typeof text).toMatch(/string|function/);
    }
  });
});

it("names every page in both languages", () => {
  expect(PAGES.length).toBeGreaterThan(2);
  for (const { title } of PAGES) expect([title.en, title.de].every(Boolean)).toBe(true);
});

const SPOKEN = new Set(["title", "aria-label", "placeholder", "alt", "label", "lead", "note", "empty", "name"]);

/** Texts that a template would show in one language only. */
function bare(node: TemplateChildNode): string[] {
  if (node.type === NodeTypes.TEXT) return /\p{L}{2}/u.test(node.content) ? [node.content.trim()] : [];
  if (node.type === NodeTypes.INTERPOLATION) {
    return /(["'`])(?:(?!\1).)*\p{L}+ \p{L}+(?:(?!\1).)*\1/u.test(node.content.loc.source) ? [node.content.loc.source] : [];
  }
  if (node.type !== NodeTypes.ELEMENT || node.tag === "code" || node.tag === "slot") return [];
  const attributes = node.props.flatMap((prop) =>
    prop.type === NodeTypes.ATTRIBUTE && SPOKEN.has(prop.name) && / |^[A-Z]/.test(prop.value?.content ?? "")
      ? [prop.value!.content]
      : [],
  );
  return [...attributes, ...node.children.flatMap(bare)];
}

it.each(components)("%s has no words of its own", (path) => {
  const { descriptor } = parse(readFileSync(new URL(path, import.meta.url), "utf8"));
  const { children } = parseTemplate(descriptor.template?.content ?? "");
  expect(children.flatMap(bare)).toEqual([]);
});

describe("the language", () => {
  afterEach(() => void (locale.value = "en"));

  it("is the first that the browser prefers and we speak", () => {
    expect(chooseLocale(["fr-FR", "de-AT", "en"])).toBe("de");
    expect(chooseLocale(["fr"])).toBe("en");
  });

  it("changes words that are read, at once", () => {
    const w = words(catalogue({ hello: "hello", much: (n: number) => counted(n, "hour", "hours") }, { hello: "hallo", much: (n: number) => counted(n, "Stunde", "Stunden") }));
    expect([w.hello, w.much(1200)]).toEqual(["hello", "1,200\u00a0hours"]);
    locale.value = "de";
    expect([w.hello, w.much(1200), w.much(1)]).toEqual(["hallo", "1.200\u00a0Stunden", "1\u00a0Stunde"]);
  });
});
