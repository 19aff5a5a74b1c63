/** Activity that a person enters afterwards: its bucket and its mark. Pure. */
import type { NewBucket } from "@/api";
import type { Data } from "@/events/edit";
import { OFFLINE, TYPES } from "@/util/devices";

/**
 * One bucket a device; of the stopwatch's type, so that every program that counts measured time counts it. Our own pages
 * count it as activity, whether measured time counts or not.
 * Offline time counts as windows do: its bucket is that of the server's `POST /anapi/offline_time_post`.
 */
export function manualBucket(hostname: string): { id: string; shape: NewBucket } {
  return { id: `aw-manual_${hostname}`, shape: { client: "aw-webui", type: hostname === OFFLINE ? TYPES.window : TYPES.stopwatch, hostname } };
}

/** `entered` says that no program saw it; of offline time `manual` says so. */
export function manualData(label: string, project: string, hostname: string): Data {
  const data: Data = hostname === OFFLINE ? { app: label, title: "", manual: true } : { label, running: false, entered: "by hand" };
  return project === "" ? data : { ...data, project };
}
