import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createApp, nextTick, type App } from "vue";
import DataTable from "@/components/ui/DataTable.vue";

interface Row {
  name: string;
  seconds: number;
}

const ROWS: Row[] = [
  { name: "b", seconds: 2 },
  { name: "c", seconds: 3 },
  { name: "a", seconds: 1 },
];
const COLUMNS = [
  { key: "name", name: "Name", value: (row: Row) => row.name },
  { key: "seconds", name: "Duration", value: (row: Row) => row.seconds, numeric: true },
  { key: "said", name: "What", text: () => "-" },
];

let app: App | undefined;
let root: HTMLElement;

beforeEach(() => {
  setActivePinia(createPinia());
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  app?.unmount();
  root.remove();
});

function table(rows: readonly Row[], columns = COLUMNS): void {
  app = createApp(DataTable<Row>, { label: "Rows", columns, rows, rowKey: (row: Row) => row.name });
  app.mount(root);
}

const names = () => [...root.querySelectorAll("tbody tr td:first-child")].map((cell) => cell.textContent);

async function choose(value: string): Promise<void> {
  const select = root.querySelector("select")!;
  select.value = value;
  select.dispatchEvent(new Event("change"));
  await nextTick();
}

it("is put in an order by a choice where there is no head to press on", async () => {
  table(ROWS);
  expect([...root.querySelectorAll("option")].map(({ value }) => value)).toEqual(["", "name", "seconds"]);
  await choose("name");
  expect(names()).toEqual(["a", "b", "c"]);
  await choose("seconds");
  expect(names()).toEqual(["c", "b", "a"]);
  root.querySelector<HTMLButtonElement>(".sort-choice button")!.click();
  await nextTick();
  expect(names()).toEqual(["a", "b", "c"]);
  expect(root.querySelector("th[aria-sort=ascending]")?.textContent).toContain("Duration");
  await choose("");
  expect(names()).toEqual(["b", "c", "a"]);
});

it("tells the choice what was chosen in the head", async () => {
  table(ROWS);
  root.querySelectorAll<HTMLButtonElement>("th button")[1]!.click();
  await nextTick();
  expect(root.querySelector("select")!.value).toBe("seconds");
});

it("offers no order where there is none to choose", () => {
  table(ROWS.slice(0, 1));
  expect(root.querySelector("select")).toBeNull();
  app?.unmount();
  table(ROWS, [COLUMNS[2]!] as typeof COLUMNS);
  expect(root.querySelector("select")).toBeNull();
});
