/** What may be wrong with the events of a bucket: twice the same, over one another, without length. Pure. */
import type { StoredEvent } from "@/api";

export interface Findings {
  looked: number;
  /** Ids of events that stand there more than once, all but one of each. */
  duplicates: number[];
  /** Events that reach into one that begins later. */
  overlaps: number;
  /** Seconds that are counted more than once. */
  overlapping: number;
  zero: number;
  /** The first few overlaps, the earlier event first. */
  examples: [StoredEvent, StoredEvent][];
}

const EXAMPLES = 5;

/** A stretch without holes, and the event that begins it; milliseconds since the epoch. */
interface Stretch {
  start: number;
  end: number;
  event: StoredEvent;
}

/** Looks at events in portions, newest first by start, as the server gives them. */
export class Checker {
  readonly findings: Findings = { looked: 0, duplicates: [], overlaps: 0, overlapping: 0, zero: 0, examples: [] };
  /** Marks of the events with the start that was looked at last. */
  private marks = new Set<string>();
  private start = "";
  /** Covered time of what was looked at, the earliest stretch last. */
  private readonly covered: Stretch[] = [];

  add(events: readonly StoredEvent[]): void {
    for (const event of events) this.look(event);
  }

  private look(event: StoredEvent): void {
    const { findings } = this;
    findings.looked += 1;
    if (event.duration <= 0) findings.zero += 1;
    if (event.timestamp !== this.start) {
      this.start = event.timestamp;
      this.marks = new Set();
    }
    const mark = `${event.duration} ${JSON.stringify(sorted(event.data))}`;
    if (this.marks.has(mark)) {
      if (event.id !== null) findings.duplicates.push(event.id);
      return;
    }
    this.marks.add(mark);
    this.cover(event);
  }

  private cover(event: StoredEvent): void {
    const start = Date.parse(event.timestamp);
    const end = start + event.duration * 1000;
    let [common, reach] = [0, end];
    for (let top = this.covered.at(-1); top && top.start < end; top = this.covered.at(-1)) {
      const both = Math.min(end, top.end) - top.start;
      if (common === 0) this.note(event, top.event, both);
      common += both;
      reach = Math.max(reach, top.end);
      this.covered.pop();
    }
    if (common > ROUNDING) this.findings.overlapping += common / 1000;
    if (reach > start) this.covered.push({ start, end: reach, event });
  }

  private note(earlier: StoredEvent, later: StoredEvent, common: number): void {
    if (common <= ROUNDING) return;
    this.findings.overlaps += 1;
    if (this.findings.examples.length < EXAMPLES) this.findings.examples.push([earlier, later]);
  }
}

/** Starts are kept to the millisecond, lengths to the microsecond: less than that is no overlap. */
const ROUNDING = 1;

function sorted(data: StoredEvent["data"]): [string, unknown][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}
