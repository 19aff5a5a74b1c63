/** Writing entries of the stopwatch, each change with its way back. */
import { defineStore } from "pinia";
import type { NewEvent, StoredEvent } from "@/api";
import { api } from "@/api/instance";
import { useBucketsStore } from "@/stores/buckets";
import { NotStored, useEventsStore, type Undo } from "@/stores/events";
import { eventOf, STOPWATCH, type Draft, type Entry } from "@/util/stopwatch";

export const useStopwatchStore = defineStore("stopwatch", () => {
  const events = useEventsStore();
  const buckets = useBucketsStore();

  /** The bucket is made when it is first needed. Throws NotStored while recording is paused. */
  async function put(list: readonly NewEvent[]): Promise<StoredEvent[]> {
    const { id, ...described } = STOPWATCH;
    if (buckets.buckets?.[id] === undefined) {
      await api.createBucket(id, described);
      await buckets.load();
    }
    const stored = await api.insertEvents(id, list);
    events.changed();
    if (stored.some((event) => event.id === null)) throw new NotStored("NotStored");
    return stored;
  }

  async function drop(id: number): Promise<void> {
    await api.deleteEvent(STOPWATCH.id, id);
    events.changed();
  }

  /** Begin one now, or add one that is over. */
  async function add(draft: Draft): Promise<Undo> {
    const [stored] = await put([eventOf(draft)]);
    return () => drop(stored!.id!);
  }

  async function change(entry: Entry, draft: Draft): Promise<Undo> {
    await put([eventOf(draft, entry)]);
    return async () => void (await put([eventOf(entry, entry)]));
  }

  /** Its id is new when it comes back. */
  async function remove(entry: Entry): Promise<Undo> {
    await drop(entry.id);
    const { id: _, ...event } = eventOf(entry, entry);
    return async () => void (await put([event]));
  }

  return { add, change, remove };
});
