/** Deleting many finds at once, with one way back for all of them. */
import { api } from "@/api/instance";
import type { StoredEvent } from "@/api";
import { useEventsStore, type Undo } from "@/stores/events";
import type { Find } from "./find";

/** Events that reach over an edge are asked for as they are stored, so that what is taken back is whole. */
export async function removeFinds(finds: readonly Find[]): Promise<Undo> {
  const byBucket = new Map<string, StoredEvent[]>();
  for (const { bucket, event, cut } of finds) {
    const whole = cut ? await api.event(bucket, event.id as number) : event;
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), whole]);
  }
  const store = useEventsStore();
  const undos: Undo[] = [];
  for (const [bucket, events] of byBucket) undos.push(await store.remove(bucket, events));
  return async () => {
    for (const undo of undos) await undo();
  };
}
