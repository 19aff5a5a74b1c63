import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/api/instance";
import { useSettingsStore } from "@/stores/settings";
import { DEFAULTS, readSetting } from "@/util/settings";
import { activeDevices, bucketsOf, deviceChoices, devicesOf, onlyComputer, sameDevices, usualDevices } from "@/util/devices";
import { whyEmpty, type Circumstances } from "@/util/empty";
import type { ListedBucket } from "@/api";

beforeEach(() => setActivePinia(createPinia()));
afterEach(() => vi.restoreAllMocks());

it("reads what any program may have stored", () => {
  expect(readSetting("startOfDay", "05:30")).toBe("05:30");
  expect([undefined, null, 7, "noon", "25:00"].map((value) => readSetting("startOfDay", value))).toEqual(Array(5).fill("04:00"));
  expect(readSetting("theme", "purple")).toBe("auto");
  expect(readSetting("views", {})).toBe(DEFAULTS.views);
});

it("saves only what changed", async () => {
  vi.spyOn(api, "settings").mockResolvedValue({ startOfDay: "05:00", other: 1 });
  const stored = vi.spyOn(api, "storeSetting").mockImplementation(async (_, value) => value);
  const store = useSettingsStore();
  await store.save({ startOfDay: "05:00", startOfWeek: "Monday", theme: "dark" });
  expect(stored.mock.calls).toEqual([["theme", "dark"]]);
  expect(store.settings).toMatchObject({ startOfDay: "05:00", theme: "dark" });
  expect(store.stored).toEqual({ startOfDay: "05:00", other: 1, theme: "dark" });
  await store.save({ theme: "auto" });
  expect(stored).toHaveBeenLastCalledWith("theme", "auto");
});

const bucket = (id: string, type: string, hostname: string, last_updated = "2026-11-20T10:00:00Z") =>
  ({ id, type, hostname, last_updated, client: "c", created: "", name: null, data: {} }) as ListedBucket;
const BUCKETS = [
  bucket("w1", "currentwindow", "box", "2026-11-20T11:00:00Z"),
  bucket("a1", "afkstatus", "box"),
  bucket("w2", "currentwindow", "laptop"),
  bucket("s", "general.stopwatch", "unknown"),
];

it("finds devices and their buckets, those of nobody with every device", () => {
  expect(activeDevices(devicesOf(BUCKETS)).map(({ hostname }) => hostname)).toEqual(["box", "laptop"]);
  expect(bucketsOf(BUCKETS, "stopwatch", "laptop")).toEqual(["s"]);
  expect(bucketsOf(BUCKETS, "afk", "laptop")).toEqual([]);
});

it("orders what programs named without the browser's order of words, which a new page would wait for", () => {
  const compare = vi.spyOn(String.prototype, "localeCompare");
  const at = "2026-11-20T12:00:00Z";
  const found = devicesOf([bucket("b", "currentwindow", "two", at), bucket("a", "currentwindow", "two", at), bucket("c", "currentwindow", "One", at)]);
  expect(found.map(({ hostname, buckets }) => [hostname, buckets.map(({ id }) => id)])).toEqual([
    ["One", ["c"]],
    ["two", ["a", "b"]],
  ]);
  expect(bucketsOf(BUCKETS.toReversed(), "window", "box")).toEqual(bucketsOf(BUCKETS, "window", "box"));
  expect(compare).not.toHaveBeenCalled();
});

describe("offline time", () => {
  const shown = (...more: ListedBucket[]) => usualDevices(devicesOf([...BUCKETS, ...more]), "box");
  const offline = bucket("o", "currentwindow", "offline", "2026-11-20T12:00:00Z");

  it("is shown with the usual computer once there is any", () => {
    expect(shown()).toEqual(["box"]);
    expect(shown(offline)).toEqual(["box", "offline"]);
    expect(shown({ ...offline, last_updated: null } as unknown as ListedBucket)).toEqual(["box"]);
    expect(shown({ ...offline, type: "general.stopwatch" })).toEqual(["box"]);
  });
  it("takes no computer's place though it was entered last", () => {
    expect(usualDevices(devicesOf([...BUCKETS, offline]), "tower")).toEqual(["box", "offline"]);
    expect(usualDevices(devicesOf([offline]), "tower")).toEqual(["tower", "offline"]);
    expect(usualDevices(devicesOf([offline]), "")).toEqual(["offline"]);
  });
  it("is no computer", () => {
    expect(["box", "box,offline", "box,laptop", "box,laptop,offline", "offline"].map((hosts) => onlyComputer(hosts.split(",")))).toEqual(
      ["box", "box", null, null, null],
    );
  });
  it("can be chosen with the computer, alone, or with all", () => {
    expect(deviceChoices(["offline", "box"], ["box", "offline"])).toEqual([["box", "offline"], ["offline"], ["box"]]);
    expect(deviceChoices(["box", "laptop"], ["box"])).toEqual([["box"], ["laptop"], ["box", "laptop"]]);
    expect(deviceChoices(["box", "laptop", "offline"], ["box", "offline"])).toHaveLength(5);
    expect(sameDevices(["box", "offline"], ["box", "laptop"])).toBe(false);
  });
});

it("says why there is nothing", () => {
  const facts: Circumstances = { kind: "window", hostname: "box", buckets: BUCKETS, start: 0, end: 10, now: 20, filtered: false, moment: String };
  expect(whyEmpty({ ...facts, start: 30, end: 40 }).kind).toBe("future");
  expect(whyEmpty({ ...facts, kind: "browser" })).toEqual({ kind: "no-bucket", what: "pages" });
  expect(whyEmpty({ ...facts, hostname: "old" })).toEqual({ kind: "host-mismatch", host: "old", others: ["box", "laptop"] });
  expect(whyEmpty({ ...facts, filtered: true }).kind).toBe("filtered");
  expect(whyEmpty(facts).kind).toBe("no-data");
});
