import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "@/api/instance";
import { activityQuery, ask, canonical, forgetAnswers, literal, regexLiteral, textLiteral, timeperiod } from "@/query";
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
  const day = { devices: [device], start: 864e5 * 14, end: 864e5 * 15, since: 0, timezone: "UTC", startOfDay: "00:00", startOfWeek: "Monday" };
  const asked = (more: object) =>
    activityQuery({ ...day, resolution: "hour", strip: "day", stretches: true, days: false, ...more }).map((line) => line.split(" = ")[0] + (line.includes("categorize(") ? "!" : ""));

  it("sorts only its own period into categories", () => {
    const order = asked({});
    expect(order.lastIndexOf("presence")).toBeLessThan(order.indexOf("events!"));
    expect(order.indexOf("strip")).toBeLessThan(order.indexOf("events!"));
  });

  it("looks at earlier periods through the same filter", () => {
    for (const filter of [{ categories: [["Work"]] }, { app: "vim" }]) {
      const order = asked(filter);
      expect(order.indexOf("strip")).toBeGreaterThan(order.indexOf("events!"));
    }
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
});
