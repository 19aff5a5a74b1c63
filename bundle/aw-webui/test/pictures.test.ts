/** Badges and charts for other pages: scopes, addresses, texts to paste. */
import { expect, it } from "vitest";
import { addressesOf, htmlOf, markdownOf, pictureOf, scopesOf } from "@/util/pictures";

it("says with scopes what a picture shows, and reads them again", () => {
  expect(scopesOf("badge", "last_30_days", "")).toEqual(["badge", "last_30_days"]);
  expect(scopesOf("languages", "all_time", "a:b")).toEqual(["languages", "all_time", "project:a:b"]);
  expect(pictureOf(["project:a:b", "languages", "2024"])).toEqual({ picture: "languages", range: "2024", project: "a:b" });
  expect(pictureOf(["badge"])).toEqual({ picture: "badge", range: "last_7_days", project: "" });
  expect(pictureOf([])).toBeNull();
});

it("knows where badges and charts are", () => {
  expect(addressesOf("http://h", "badge", "k")).toEqual({ image: "http://h/badge/k.svg", figures: "http://h/badge/k.json" });
  expect(addressesOf("http://h", "projects", "k").image).toBe("http://h/share/@current/k.svg");
});

it("writes texts that a name cannot break", () => {
  expect(markdownOf("My [week]", "http://h/k.svg")).toBe("![My \\[week\\]](http://h/k.svg)");
  expect(htmlOf('a "b" <c> & d', "x")).toBe('<img src="x" alt="a &quot;b&quot; &lt;c> &amp; d">');
});
