/** Activity that a person enters afterwards: its bucket and its mark. Pure. */
import type { NewBucket } from "@/api";
import type { Data } from "@/events/edit";
import { TYPES } from "@/util/devices";

/** One bucket a device; of the stopwatch's type, so that every program that counts measured time counts it. */
export function manualBucket(hostname: string): { id: string; shape: NewBucket } {
  const host = hostname || "unknown";
  return { id: `aw-manual_${host}`, shape: { client: "aw-webui", type: TYPES.stopwatch, hostname: host } };
}

/** `entered` says that no program saw it. */
export function manualData(label: string, project: string): Data {
  const data: Data = { label, running: false, entered: "by hand" };
  return project === "" ? data : { ...data, project };
}
