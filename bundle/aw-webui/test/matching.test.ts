/** The browser finds what the server finds: both are held to the same file. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { CategoryClass } from "@/api";
import { domainOf, Matcher, type Datum } from "@/util/matching";
import { compilePattern, quoted } from "@/util/pattern";

interface Vector {
  note: string;
  classes: CategoryClass[];
  cases: [Datum, string[]][];
}
const vectors = JSON.parse(
  readFileSync(resolve(process.cwd(), "../../tests/vectors/categories/matching.json"), "utf8"),
) as Vector[];

describe.each(vectors)("$note", ({ classes, cases }) => {
  it.each(cases)("%o is %o", (datum, category) => {
    const matcher = new Matcher(classes);
    expect(matcher.unread).toEqual([]);
    expect(matcher.explain(datum)?.entry.name ?? ["Uncategorized"]).toEqual(category);
  });
});

it("tells the key and the text that decided", () => {
  const matcher = new Matcher([{ name: ["Mail"], rule: { regex: "in.ox", select_keys: ["title"] }, data: {} }]);
  expect(matcher.explain({ app: "inbox", title: "My inbox (3)" })).toMatchObject({ key: "title", found: "inbox" });
});

it.each(["a++", "(?>a)", "(?(1)a|b)", "(", "[a", "\\q", "(?x)a b", "[\\W]", "(?i:a)b\\"])("%s is left to the server", (pattern) => {
  expect(compilePattern(pattern, false)).toBeNull();
  expect(new Matcher([{ name: ["A"], rule: { regex: pattern }, data: {} }]).unread).toHaveLength(1);
});

it.each(["a.b*c", "C++ (x)", "[x]{2}^$|\\", "Ünï – 𝒳"])("%s quoted finds itself and nothing like it", (text) => {
  const regex = compilePattern(`^(?:${quoted(text)})$`, false)!;
  expect(regex.test(text)).toBe(true);
  expect(regex.test(`${text}x`)).toBe(false);
});

it.each([
  ["https://www.example.org/a?b#c", "example.org"],
  ["http://user@host:80/", "user@host:80"],
  ["about:blank", "about"],
  ["nothing", ""],
])("the domain of %s is %s", (url, domain) => expect(domainOf(url)).toBe(domain));
