import { expect, it } from "vitest";
import { appRows, titleRows } from "@/util/rows";

const minutes = (text: string) => {
  const [, hours, rest] = /^(?:(\d+)\u00a0h )?(\d+)\u00a0min$/.exec(text) ?? [];
  return Number(hours ?? 0) * 60 + Number(rest ?? 0);
};

it("makes rows whose minutes and percents add up to the total", () => {
  const apps = [7000, 3010, 1000, 500, 89, 1].map((seconds, n) => ({ app: `app ${n}`, seconds }));
  const active = 11_600;
  const rows = appRows(apps, active);
  expect(rows.reduce((sum, row) => sum + minutes(row.duration), 0)).toBe(Math.round(active / 60));
  expect(rows[0]).toMatchObject({ label: "app 0", letter: "A", bar: 1 });
  expect(rows[1]!.bar).toBeCloseTo(0.43);
  expect(rows.at(-1)!.percent).toBe("<\u00a01\u00a0%");
});

it("names what has no name", () => {
  expect(appRows([{ app: "", seconds: 60 }], 60)[0]).toMatchObject({ label: "(no name)", letter: "?" });
  const [row] = titleRows([{ app: "", title: "", seconds: 60 }], 60);
  expect(row).toMatchObject({ label: "(no title)", detail: "(no name)" });
});

it("keeps equal titles of different applications apart", () => {
  const titles = ["a", "b"].map((app) => ({ app, title: "same", seconds: 60 }));
  expect(new Set(titleRows(titles, 120).map(({ key }) => key)).size).toBe(2);
});
