import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "@/api/instance";
import { activityQuestions, ask, askAll, canonical, forgetAnswers, literal, regexLiteral, textLiteral, timeperiod } from "@/query";
import { browserPattern } from "@/query/browsers";

describe("texts of a query", () => {
  it.each([
    ["plain", '"plain"'],
    ['with "quotes"', "'with \"quotes\"'"],
    [`both " and '`, `"both \\" and '"`],
    ["a\\d", '"a\\d"'],
  ])("%s", (text, written) => expect(textLiteral(text)).toBe(written));

  it("refuse what cannot be written", () => {
    expect(() => textLiteral("end\\")).toThrow(RangeError);
    expect(() => literal(1.5)).toThrow(TypeError);
  });

  it("keep what a regular expression means", () => {
    expect(regexLiteral('say \\"hi\\"')).toBe("'say \"hi\"'");
    expect(regexLiteral("C:\\\\")).toBe('"C:\\\\(?:)"');
  });

  it("write lists and objects", () => {
    expect(literal([["Work", "Code"], { a: true, b: 7 }])).toBe('[["Work", "Code"], {"a": true, "b": 7}]');
    expect(timeperiod(0, 1000)).toBe("1970-01-01T00:00:00.000Z/1970-01-01T00:00:01.000Z");
  });
});

describe("the canonical statements", () => {
  const device = { window: ["w"], afk: ["a"], browser: ["aw-watcher-web-firefox_h"], editor: [], stopwatch: ["s"] };

  it("never leave an overlap in", () => {
    const text = canonical({ devices: [device, { ...device, window: ["w2"] }] }).join("\n");
    expect(text).toContain('windows_0 = flood(resolve_overlaps(query_bucket("w")));');
    expect(text).toContain("events = resolve_overlaps(concat(events_0, events_1));");
    expect(text).toContain('measured = resolve_overlaps(query_bucket("s"));');
  });

  it("count a device without an AFK watcher as attended", () => {
    const text = canonical({ devices: [{ ...device, afk: [] }] }).join("\n");
    expect(text).toContain("presence_0 = period_union(windows_0, []);");
    expect(text).toContain("events_0 = windows_0;");
  });

  it("leave out what was switched off", () => {
    const text = canonical({ devices: [device], audible: false, alwaysActive: "zoom" }).join("\n");
    expect(text).not.toContain("audible");
    expect(text).toContain('filter_keyvals_regex(windows_0, "title", "zoom")');
    expect(text).not.toContain("union_no_overlap(measured");
  });

  it("count what was entered by hand, and the stopwatch where it is asked for", () => {
    const byHand = 'events = union_no_overlap(resolve_overlaps(filter_keyvals(query_bucket("s"), "entered", ["by hand"])), sort_by_timestamp(events));';
    expect(canonical({ devices: [device] })).toContain(byHand);
    const measured = canonical({ devices: [device], withStopwatch: true });
    expect(measured).toContain("events = union_no_overlap(measured, sort_by_timestamp(events));");
    expect(measured).not.toContain(byHand);
    expect(canonical({ devices: [{ ...device, stopwatch: [] }] }).join("\n")).not.toContain("by hand");
  });
});

describe("the activity view's question", () => {
  const device = { window: ["w"], afk: ["a"], browser: [], editor: [], stopwatch: [] };
  const span = (day: number) => ({ start: 864e5 * day, end: 864e5 * (day + 1) });
  const day = { devices: [device], ...span(14), before: [span(12), span(13)], timezone: "UTC", startOfDay: "00:00", startOfWeek: "Monday" };
  const asked = (more: object) => activityQuestions({ ...day, resolution: "hour", strip: "day", stretches: true, days: false, ...more });
  const order = (statements: readonly string[]) => statements.map((line) => line.split(" = ")[0] + (line.includes("categorize(") ? "!" : ""));

  it("sorts only its own period into categories", () => {
    const [view, sums] = asked({});
    expect(order(view.statements).lastIndexOf("presence")).toBeLessThan(order(view.statements).indexOf("events!"));
    expect(view.periods).toEqual([span(14)]);
    expect(order(sums.statements)).not.toContain("events!");
  });

  it("looks at earlier periods through the same filter", () => {
    for (const filter of [{ categories: [["Work"]] }, { app: "vim" }]) {
      const [, sums] = asked(filter);
      expect(order(sums.statements)).toContain("events!");
    }
  });

  it("asks the same of each earlier period, with what lies around it, whichever period is shown", () => {
    const [, sums] = asked({});
    expect(sums.periods).toEqual([span(12), span(13)].map(({ start, end }) => ({ start: start - 36e5, end: end + 36e5 })));
    const reach = { window: { until: new Date(864e5 * 15).toISOString(), seconds: 60 }, afk: null };
    expect(asked({ ...span(15), devices: [{ ...device, reach }] })[1].statements).toEqual(sums.statements);
  });
});

it("knows a browser's windows by its bucket, also one it never heard of", () => {
  expect(browserPattern("aw-watcher-web-firefox_box")).toContain("librewolf");
  expect(browserPattern("aw-watcher-web-ladybird_box")).toBe("(?i)ladybird");
  expect(browserPattern("something-else")).toContain("chrome");
});

describe("ask", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    forgetAnswers();
  });

  it("asks a finished period once, a running one every time", async () => {
    const query = vi.spyOn(api, "query").mockImplementation(async () => [7]);
    const day = 86_400_000;
    expect(await ask(["RETURN = 7;"], 0, day)).toBe(7);
    expect(await ask(["RETURN = 7;"], 0, day)).toBe(7);
    expect(query).toHaveBeenCalledTimes(1);
    await ask(["RETURN = 7;"], Date.now() - day, Date.now() + day);
    await ask(["RETURN = 7;"], Date.now() - day, Date.now() + day);
    expect(query).toHaveBeenCalledTimes(3);
    forgetAnswers();
    await ask(["RETURN = 7;"], 0, day);
    expect(query).toHaveBeenCalledTimes(4);
  });

  it("asks several questions at once and tells their answers apart", async () => {
    const query = vi.spyOn(api, "query").mockImplementation(async () => [1, 2, 3, 4]);
    const span = { start: 0, end: 1000 };
    const period = timeperiod(0, 1000);
    const found = await askAll([
      { statements: ["a"], periods: [span] },
      { statements: ["b"], periods: [span, span] },
      { statements: ["c"], periods: [] },
      { statements: ["d"], periods: [span] },
    ]);
    expect(found).toEqual([[1], [2, 3], [], [4]]);
    expect(query.mock.calls[0]!.slice(0, 2)).toEqual([["a"], [period]]);
    expect(query.mock.calls[0]![3]!.map(({ timeperiods }) => timeperiods.length)).toEqual([2, 0, 1]);
  });
});
