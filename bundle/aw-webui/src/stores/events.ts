/** Changing recorded events: every change can be taken back, and every page that shows events hears of it. */
import { defineStore } from "pinia";
import { ref } from "vue";
import type { NewEvent, StoredEvent } from "@/api";
import { api } from "@/api/instance";
import { draftOf, eventOf, mergedWith, type Draft } from "@/events/edit";
import { words } from "@/i18n";
import { forgetAnswers, textLiteral, timeperiod } from "@/query";
import { eventWords } from "@/words/events";

const w = words(eventWords);

/** Takes a change back. */
export type Undo = () => Promise<void>;

/** The server stored nothing: while recording is paused it takes in nothing, and privacy rules drop what they name. */
export class NotStored extends Error {}

/** Days to either side in which a neighbour is looked for. */
const NEAR = 31;
const DAY = 86_400_000;

export const useEventsStore = defineStore("events", () => {
  /** Grows with every change: a source for questions. */
  const changes = ref(0);

  function changed(): void {
    forgetAnswers();
    changes.value += 1;
  }

  /** Told when all of a change is done, or failed midway: nobody is to see half of it. */
  async function whole<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } finally {
      changed();
    }
  }

  /** Do it; what comes back undoes it, and is told as well. */
  async function undoable(act: () => Promise<Undo>): Promise<Undo> {
    const undo = await whole(act);
    return () => whole(undo);
  }

  /** All or none. Throws NotStored when the server kept none of one. */
  async function put(bucket: string, events: readonly NewEvent[]): Promise<StoredEvent[]> {
    const stored = await api.insertEvents(bucket, events);
    if (stored.some(({ id }) => id === null || id === undefined)) throw new NotStored(w.notStored);
    return stored;
  }

  async function drop(bucket: string, ids: readonly number[]): Promise<void> {
    for (const id of ids) await api.deleteEvent(bucket, id);
  }

  /** The event with these times and data in place of what it was; its id stays. */
  async function replace(bucket: string, event: StoredEvent, draft: Draft): Promise<Undo> {
    await put(bucket, [eventOf(draft, event.id)]);
    return async () => void (await put(bucket, [eventOf(draftOf(event), event.id)]));
  }

  async function add(bucket: string, draft: Draft): Promise<Undo> {
    const stored = await put(bucket, [eventOf(draft)]);
    return () => drop(bucket, idsOf(stored));
  }

  /** The first part keeps the id. */
  async function split(bucket: string, event: StoredEvent, [first, second]: [Draft, Draft]): Promise<Undo> {
    const stored = await put(bucket, [eventOf(first, event.id), eventOf(second)]);
    return async () => {
      await put(bucket, [eventOf(draftOf(event), event.id)]);
      await drop(bucket, idsOf(stored.slice(1)));
    };
  }

  /** One event over both with the id and data of `event`; the other is deleted. */
  async function merge(bucket: string, event: StoredEvent, other: StoredEvent): Promise<Undo> {
    await put(bucket, [eventOf(mergedWith(draftOf(event), draftOf(other)), event.id)]);
    await drop(bucket, idsOf([other]));
    return async () => void (await put(bucket, [eventOf(draftOf(event), event.id), eventOf(draftOf(other))]));
  }

  /** Taking it back inserts them again; only their ids are new. */
  async function remove(bucket: string, events: readonly StoredEvent[]): Promise<Undo> {
    await drop(bucket, idsOf(events));
    return async () => void (await put(bucket, events.map((event) => eventOf(draftOf(event)))));
  }

  /** The events of the bucket next to this one, before and after; `null` where there is none near. */
  async function neighbours(
    bucket: string,
    event: StoredEvent,
  ): Promise<{ before: StoredEvent | null; after: StoredEvent | null }> {
    const { start, end } = draftOf(event);
    const [from, to] = [Math.floor(start / 1000), Math.ceil(end / 1000)];
    const all = `query_bucket(${textLiteral(bucket)})`;
    const [pair] = await api.query<StoredEvent[][]>(
      [
        `STARTTIME = ${textLiteral(iso(from - NEAR * DAY))};`,
        `ENDTIME = ${textLiteral(iso(from))};`,
        `before = limit_events(${all}, 8);`,
        `STARTTIME = ${textLiteral(iso(to))};`,
        `ENDTIME = ${textLiteral(iso(to + NEAR * DAY))};`,
        `after = limit_events(sort_by_timestamp(${all}), 8);`,
        "RETURN = [before, after];",
      ],
      [timeperiod(from - NEAR * DAY, to + NEAR * DAY)],
    );
    const [before = [], after = []] = (pair ?? []).map(idsOf);
    return {
      before: await nearest(bucket, before, (found) => found.id !== event.id && draftOf(found).start <= start),
      after: await nearest(bucket, after, (found) => found.id !== event.id && draftOf(found).start >= start),
    };
  }

  return {
    changes,
    changed,
    replace: (...of: Parameters<typeof replace>) => undoable(() => replace(...of)),
    add: (...of: Parameters<typeof add>) => undoable(() => add(...of)),
    split: (...of: Parameters<typeof split>) => undoable(() => split(...of)),
    merge: (...of: Parameters<typeof merge>) => undoable(() => merge(...of)),
    remove: (...of: Parameters<typeof remove>) => undoable(() => remove(...of)),
    neighbours,
  };
});

/** The first that fits: a query cuts events to its period, so each is asked for as it is stored. */
async function nearest(
  bucket: string,
  ids: readonly number[],
  fits: (event: StoredEvent) => boolean,
): Promise<StoredEvent | null> {
  for (const id of ids) {
    const event = await api.event(bucket, id);
    if (fits(event)) return event;
  }
  return null;
}

function idsOf(events: readonly StoredEvent[]): number[] {
  return events.flatMap(({ id }) => (typeof id === "number" ? [id] : []));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
