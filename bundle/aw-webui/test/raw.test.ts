/** Raw data: files put together, tables for spreadsheets, portions of a bucket, what may be wrong in it. */
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "@/api";
import { Checker } from "@/raw/check";
import { csvLine, dataKeys, EventCounter, eventsCsv, fileName, joined, renamed } from "@/raw/exporting";
import { portions } from "@/raw/pages";
import { describeData } from "@/util/describe";

const MINUTE = 60_000;

function event(id: number, start: number, seconds: number, data: StoredEvent["data"] = {}): StoredEvent {
  return { id, timestamp: new Date(start).toISOString().replace("Z", "+00:00"), duration: seconds, data };
}

const bucketText = (id: string, more = "") => `{"buckets":{"${id}":{"id":"${id}","type":"t","events":[${more}]}}}\n`;

describe("exports", () => {
  it("are put together as text, so that big numbers stay exact", () => {
    const text = joined([bucketText("a", '{"timestamp":"x","data":{"n":12345678901234567890}}'), bucketText("b")]);
    expect(text).toContain("12345678901234567890");
    expect(Object.keys((JSON.parse(text) as { buckets: object }).buckets)).toEqual(["a", "b"]);
    expect(JSON.parse(joined([]))).toEqual({ buckets: {} });
    expect(JSON.parse(joined(['{"buckets": {}}']))).toEqual({ buckets: {} });
  });

  it("can name the bucket anew, and nothing else", () => {
    const text = renamed(bucketText("old", '{"timestamp":"x","data":{"id":"old"}}'), "old", 'n"ew');
    expect(JSON.parse(text)).toEqual({
      buckets: { 'n"ew': { id: 'n"ew', type: "t", events: [{ timestamp: "x", data: { id: "old" } }] } },
    });
  });

  it("are counted while they come, wherever the pieces are cut", () => {
    const bytes = new TextEncoder().encode('[{"timestamp":1},{"timestamp":2},{""timestamp":3}]');
    for (let size = 1; size < 20; size += 1) {
      const counter = new EventCounter();
      for (let at = 0; at < bytes.length; at += size) counter.add(bytes.slice(at, at + size));
      expect(counter.seen).toBe(3);
    }
  });

  it("have names that every file system takes", () => {
    expect(fileName(["aw-export", "über/host: 1"], "csv")).toBe("aw-export-über-host-1.csv");
  });
});

describe("tables", () => {
  const events = [
    { timestamp: "t1", duration: 1.5, data: { app: "a", n: 1 } },
    { timestamp: "t2", duration: 2, data: { title: 'say "hi", you', list: [1, "x"] } },
  ];

  it("have the keys of all events as columns", () => {
    expect(dataKeys(events)).toEqual(["app", "n", "title", "list"]);
    expect(eventsCsv([{ id: "b", events }])).toBe(
      'timestamp,duration,app,n,title,list\r\nt1,1.5,a,1,,\r\nt2,2,,,"say ""hi"", you","[1,""x""]"\r\n',
    );
  });

  it("name the bucket when there are several", () => {
    expect(eventsCsv([{ id: "b", events: [] }, { id: "c", events: [{ timestamp: "t", duration: 0, data: {} }] }])).toBe(
      "bucket,timestamp,duration\r\nc,t,0\r\n",
    );
  });

  it("let no page's title become a formula", () => {
    expect(csvLine(["=HYPERLINK(1)", "-1+1", "@x", -5, true, null])).toBe("'=HYPERLINK(1),'-1+1,'@x,-5,true,\r\n");
  });
});

describe("checking a bucket", () => {
  it("finds duplicates, overlaps and what has no length, over portions", () => {
    const checker = new Checker();
    checker.add([event(9, 60 * MINUTE, 60), event(8, 50 * MINUTE, 0), event(7, 40 * MINUTE, 300)]);
    checker.add([event(6, 40 * MINUTE, 300), event(5, 35 * MINUTE, 300), event(4, 10 * MINUTE, 45 * 60), event(3, 0, 600)]);
    const { looked, duplicates, overlaps, overlapping, zero } = checker.findings;
    expect({ looked, duplicates, overlaps, zero }).toEqual({ looked: 7, duplicates: [6], overlaps: 1, zero: 1 });
    // From minute 10 to 55: minutes 35 to 45 are in other events too.
    expect(overlapping).toBe(600);
    expect(checker.findings.examples.map(([a, b]) => [a.id, b.id])).toEqual([[4, 5]]);
  });

  it("counts time once for each event too many", () => {
    const checker = new Checker();
    checker.add([event(3, 20 * MINUTE, 600), event(2, 10 * MINUTE, 1200), event(1, 0, 1800)]);
    expect(checker.findings.overlapping).toBe(600 + 1200);
  });
});

/** A server that cuts events to the period, as ours does. */
class FakeServer {
  constructor(private readonly stored: StoredEvent[]) {}

  events(_: string, { limit, end }: { limit?: number | undefined; end?: string | undefined }): Promise<StoredEvent[]> {
    const border = end === undefined ? Infinity : Date.parse(end);
    const found = this.stored
      .filter(({ timestamp }) => Date.parse(timestamp) <= border)
      .sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp) || (b.id ?? 0) - (a.id ?? 0))
      .slice(0, limit)
      .map((one) => ({ ...one, duration: Math.min(one.duration, (border - Date.parse(one.timestamp)) / 1000) }));
    return Promise.resolve(found);
  }

  event(_: string, id: number): Promise<StoredEvent> {
    return Promise.resolve(this.stored.find((one) => one.id === id)!);
  }
}

describe("portions of a bucket", () => {
  it.each([1, 2, 3, 7])("of %i give every event once, whole, newest first", async (size) => {
    const stored = [
      ...Array.from({ length: 9 }, (_, at) => event(at + 1, at * MINUTE, 60)),
      event(20, 2 * MINUTE, 3600),
      event(21, 4 * MINUTE, 5),
      event(22, 4 * MINUTE, 6),
      event(23, 4 * MINUTE, 7),
    ];
    const seen: StoredEvent[] = [];
    for await (const events of portions(new FakeServer(stored), "b", size)) seen.push(...events);
    expect(seen.map(({ id }) => id).sort((a, b) => a! - b!)).toEqual(stored.map(({ id }) => id).sort((a, b) => a! - b!));
    for (const one of seen) expect(one).toEqual(stored.find(({ id }) => id === one.id));
    const starts = seen.map(({ timestamp }) => timestamp);
    expect(starts).toEqual([...starts].sort().reverse());
  });
});

it("describes an event by what people know it by", () => {
  expect(describeData({ title: "Inbox", app: "mail", n: 1 })).toBe("mail · Inbox");
  expect(describeData({ odd: { a: 1 }, b: null })).toBe('{"a":1}');
});
