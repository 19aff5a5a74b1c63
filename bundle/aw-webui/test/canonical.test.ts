/** The statements of the pages are the server's: both are held to the same file. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { canonical, type DeviceBuckets } from "@/query";

interface Vector {
  devices: DeviceBuckets[];
  only_present: boolean;
  always_active: string;
  statements: string[];
}
const vectors = JSON.parse(
  readFileSync(resolve(process.cwd(), "../../tests/vectors/canonical.json"), "utf8"),
) as Vector[];

it.each(vectors)("asks as the server does, case %#", (vector) => {
  const question = {
    devices: vector.devices,
    onlyPresent: vector.only_present,
    alwaysActive: vector.always_active,
  };
  expect(canonical(question)).toEqual(vector.statements);
});
