/** A queue of heartbeats: equal ones are merged before they are sent, and none is lost while the server is away. */
import type { ApiClient } from "./client";
import { Unreachable } from "./errors";
import type { Json } from "./types";

/** A heartbeat with its end, in milliseconds since the epoch. */
export interface Beat {
  bucket: string;
  start: number;
  end: number;
  data: { [key: string]: Json };
  /** Seconds within which an equal beat prolongs this one. */
  pulsetime: number;
}

/** `last` prolonged by `next`, or null when the two are different activities. */
export function mergeBeats(last: Beat, next: Beat): Beat | null {
  const near = next.start >= last.start && next.start <= last.end + next.pulsetime * 1000;
  if (last.bucket !== next.bucket || !near || !equal(last.data, next.data)) return null;
  return { ...last, end: Math.max(last.end, next.end), pulsetime: next.pulsetime };
}

/**
 * Sends beats in order, one request at a time. While nobody answers they wait, merged; `flush` tries again.
 *
 * A refusal (wrong bucket, wrong data) drops that beat and rejects the `flush` that met it, so that one wrong beat
 * does not stop all others.
 */
export class HeartbeatQueue {
  private readonly waiting: Beat[] = [];
  private sending: Promise<void> | null = null;

  constructor(private readonly client: Pick<ApiClient, "heartbeat">) {}

  /** How many are not yet acknowledged. */
  get size(): number {
    return this.waiting.length;
  }

  /** Add one and send what waits; resolves when the queue is empty or nobody answers. */
  add(beat: Beat): Promise<void> {
    // The first may be on its way: it is merged on the server.
    const last = this.waiting.length > (this.sending ? 1 : 0) ? this.waiting.at(-1) : undefined;
    const merged = last ? mergeBeats(last, beat) : null;
    if (merged) this.waiting[this.waiting.length - 1] = merged;
    else this.waiting.push({ ...beat, data: structuredClone(beat.data) });
    return this.flush();
  }

  /** Try to send everything that waits. */
  flush(): Promise<void> {
    this.sending ??= this.drain().finally(() => (this.sending = null));
    return this.sending;
  }

  private async drain(): Promise<void> {
    for (let beat = this.waiting[0]; beat; beat = this.waiting[0]) {
      const body = {
        timestamp: new Date(beat.start).toISOString(),
        duration: (beat.end - beat.start) / 1000,
        data: beat.data,
      };
      try {
        await this.client.heartbeat(beat.bucket, body, beat.pulsetime);
      } catch (error) {
        if (error instanceof Unreachable) return;
        this.waiting.shift();
        throw error;
      }
      this.waiting.shift();
    }
  }
}

/** Equality of JSON values; the order of keys means nothing. */
function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => equal(item, b[at]!));
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key]!, b[key]!));
}
