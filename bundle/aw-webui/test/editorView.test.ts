/** The question behind the page's editor panels: the tests of the server ask it too, to compare it with other totals. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { activityQuery, type ViewQuestion } from "@/query";

const vector = JSON.parse(
  readFileSync(resolve(process.cwd(), "../../tests/vectors/wakatime/editor_view.json"), "utf8"),
) as { view: ViewQuestion; query: string[] };

/** The statements on which the time of editing depends; the others of the page may change without it. */
const DECIDING = /^(STARTTIME|ENDTIME|windows|presence|browsing|editing)(_\d+)? = /;

it("asks for the time of editing as the vector says", () => {
  const lines = activityQuery(vector.view);
  expect(lines.filter((line) => DECIDING.test(line))).toEqual(vector.query);
  expect(lines.at(-1)).toContain('"editing": sum_durations(editing)');
});
