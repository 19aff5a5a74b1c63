import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/api/instance";
import { useSettingsStore } from "@/stores/settings";
import { DEFAULTS, readSetting } from "@/util/settings";
import { activeDevices, bucketsOf, devicesOf } from "@/util/devices";
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

it("says why there is nothing", () => {
  const facts: Circumstances = { kind: "window", hostname: "box", buckets: BUCKETS, start: 0, end: 10, now: 20, filtered: false, moment: String };
  expect(whyEmpty({ ...facts, start: 30, end: 40 }).kind).toBe("future");
  expect(whyEmpty({ ...facts, kind: "browser" })).toEqual({ kind: "no-bucket", what: "pages" });
  expect(whyEmpty({ ...facts, hostname: "old" })).toEqual({ kind: "host-mismatch", host: "old", others: ["box", "laptop"] });
  expect(whyEmpty({ ...facts, filtered: true }).kind).toBe("filtered");
  expect(whyEmpty(facts).kind).toBe("no-data");
});
