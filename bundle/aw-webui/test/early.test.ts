/** What is asked before there is a page is what the page asks then. */
import { describe, expect, it, vi } from "vitest";
import { Cancelled, Unreachable } from "@/api";
import { Early, early } from "@/api/early";
import { Transport } from "@/api/transport";
import { askAhead, readAddress } from "@/query/ahead";

const reply = (value: unknown) => new Response(JSON.stringify(value), { headers: { "Content-Type": "application/json" } });

describe("answers that were asked for early", () => {
  it("are told in place of another request, once", async () => {
    const kept = new Early();
    const fetch = vi.fn(async () => reply("late"));
    const heard = vi.fn();
    const transport = new Transport({ early: kept, fetch, heard });
    void kept.keep("POST", "/query/", { a: 1 }, Promise.resolve("early"));
    expect(await transport.json("POST", "/query/", { body: { a: 2 } })).toBe("late");
    expect(await transport.json("POST", "/query/", { body: { a: 1 } })).toBe("early");
    expect(await transport.json("POST", "/query/", { body: { a: 1 } })).toBe("late");
    expect(heard.mock.calls).toEqual([[true], [true], [true]]);
  });

  it("stay for who asks anew after changing their mind", async () => {
    const kept = new Early();
    const transport = new Transport({ early: kept, fetch: async () => reply("late") });
    void kept.keep("GET", "/info", undefined, Promise.resolve("early"));
    const gone = new AbortController();
    const first = transport.json("GET", "/info", { signal: gone.signal });
    gone.abort();
    await expect(first).rejects.toBeInstanceOf(Cancelled);
    expect(await transport.json("GET", "/info")).toBe("early");
  });

  it("fail as a request of one's own does", async () => {
    const kept = new Early();
    const heard = vi.fn();
    const transport = new Transport({ early: kept, fetch: async () => reply("late"), heard });
    void kept.keep("GET", "/info", undefined, Promise.reject(new Unreachable("away")));
    await expect(transport.json("GET", "/info")).rejects.toBeInstanceOf(Unreachable);
    expect(heard).toHaveBeenCalledWith(false);
    expect(await transport.json("GET", "/info")).toBe("late");
  });
});

describe("the address", () => {
  it.each([
    ["", { landing: true, host: "", word: "", date: "" }],
    ["#/activity", { landing: false, host: "", word: "", date: "" }],
    ["#/activity/a%20b,c/day/2026-11-21/view/summary?app=x", { landing: false, host: "a b,c", word: "day", date: "2026-11-21" }],
    ["#/activity/box/view/window", { landing: false, host: "box", word: "", date: "" }],
  ])("%s", (hash, read) => expect(readAddress(hash)).toMatchObject(read));

  it("of another page is none", () => expect(readAddress("#/timeline?from=2026-11-21")).toBeNull());
});

describe("the first question", () => {
  const bucket = { id: "aw-watcher-window_box", type: "currentwindow", client: "c", hostname: "box", created: "2026-01-01T00:00:00Z", name: null, data: {}, last_updated: null };
  const now = Date.parse("2026-11-21T12:00:00Z");

  async function asked(hash: string, settings: object = {}): Promise<string[]> {
    const requests: string[] = [];
    const answers: Record<string, unknown> = { settings, buckets: { [bucket.id]: bucket }, info: { hostname: "box" }, categories: { classes: [] } };
    const transport = new Transport({
      fetch: async (input, init) => {
        const path = String(input).replace("/api/0/", "").replace(/\/$/, "");
        requests.push(path.replace(/\?.*/, (query) => (query.includes("date=") ? "?date" : "")) + (init?.body ? ` ${(JSON.parse(String(init.body)) as { more: { timeperiods: string[] }[] }).more[0]!.timeperiods.length}` : ""));
        // Today is read from the disk: it comes later than the rest.
        if (path.startsWith("today")) await new Promise((resolve) => setTimeout(resolve));
        return reply(path.startsWith("today") ? { date: "2026-11-21", now: new Date(now).toISOString(), reach: { window: null, afk: null } } : (answers[path] ?? [null]));
      },
    });
    // The page waits for this before it draws anything: then all has to be on its way.
    await askAhead(hash, transport, now);
    return [...requests];
  }
  const facts = ["settings", "buckets", "info", "categories"];

  it("of today needs what today tells", async () => expect(await asked("")).toEqual([...facts, "today", "query 14"]));
  it("of a period that goes on asks for today with the rest", async () => expect(await asked("#/activity/box/year/2026-01-01")).toEqual([...facts, "today", "query 2"]));
  it("of a device that recorded nothing is none", async () => expect(await asked("#/activity/phone/year/2026-01-01")).toEqual([...facts, "today"]));
  it("of a day that turns out to go on asks for today then", async () => expect(await asked("#/activity/box/day/2026-11-20", { startOfDay: "13:00" })).toEqual([...facts, "today", "query 14"]));
  it("of a day before does not wait for it", async () => expect(await asked("#/activity/box/day/2026-11-20")).toEqual([...facts, "today?date", "query 14"]));
  it("of a week before is alone", async () => expect(await asked("#/activity/box/week/2026-11-09")).toEqual([...facts, "query 7"]));
  it("is not asked where another page is wanted", async () => expect(await asked("", { landingpage: "/timeline" })).toEqual([...facts, "today"]));
  it("is left to the page where rules decide", async () => expect(await asked("#/activity/box/day/2026-11-20?category=Work")).toEqual(facts));
  it("is found by the page in its own words", () => expect(early.find("GET", "/settings", undefined)).not.toBeNull());
});
