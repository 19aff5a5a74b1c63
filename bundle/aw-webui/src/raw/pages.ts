/** The events of a bucket in portions, newest first, each whole: the server cuts events to the period it is asked for. */
import type { ApiClient, StoredEvent } from "@/api";

type Events = Pick<ApiClient, "events" | "event">;

/**
 * The next portion before `before` (ISO 8601; absent: from the newest on). Empty when there are no more.
 *
 * `seen` holds ids of the portion before, which the moment of the border brings again.
 */
export async function portion(
  client: Events,
  bucket: string,
  size: number,
  before: string | undefined,
  seen: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<StoredEvent[]> {
  for (let limit = size; ; limit *= 2) {
    const found = await client.events(bucket, { limit: limit + seen.size, end: before }, signal);
    const fresh = found.filter(({ id }) => id === null || !seen.has(id));
    // A portion that begins and ends in the same moment may hide more of that moment.
    const stuck = fresh.length === 0 && found.length === limit + seen.size;
    if (!stuck) return Promise.all(fresh.map((event) => whole(client, bucket, event, before)));
  }
}

/** The event as it is stored: what reaches up to the border may have been cut there. */
async function whole(client: Events, bucket: string, event: StoredEvent, border: string | undefined): Promise<StoredEvent> {
  if (border === undefined || event.id === null) return event;
  const end = Date.parse(event.timestamp) + event.duration * 1000;
  return end < Date.parse(border) - 1 ? event : client.event(bucket, event.id);
}

/** All events in portions. */
export async function* portions(
  client: Events,
  bucket: string,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<StoredEvent[]> {
  let before: string | undefined;
  let seen: ReadonlySet<number> = new Set();
  for (;;) {
    const events = await portion(client, bucket, size, before, seen, signal);
    if (events.length === 0) return;
    yield events;
    const last = events.at(-1)!.timestamp;
    const border = events.filter(({ timestamp }) => timestamp === last).flatMap(({ id }) => (id === null ? [] : [id]));
    seen = new Set(last === before ? [...seen, ...border] : border);
    before = last;
  }
}
