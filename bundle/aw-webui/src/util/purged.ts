// What a dry run or a purge found, events and what is no event (WakaTime's external durations) together.
import type { DryRunAnswer } from "@/api";

type Found = Pick<DryRunAnswer, "events" | "records">;

interface Words {
  events: (count: number) => string;
  records: (count: number) => string;
}

const eventsOf = ({ events }: Found) => events.dropped + events.changed;
const recordsOf = ({ records }: Found) => Object.values(records).reduce((sum, one) => sum + one.dropped + one.changed, 0);

/** How many there are in all. */
export function countOf(found: Found): number {
  return eventsOf(found) + recordsOf(found);
}

/** How many seconds they last in all. */
export function secondsOf({ events, records }: Found): number {
  return Object.values(records).reduce((sum, one) => sum + one.seconds, events.seconds);
}

/** External durations by project, most time first; those without one have an empty name. */
export function projectsOf({ records }: Pick<Found, "records">): { name: string; count: number; seconds: number }[] {
  const rows = Object.values(records).flatMap(({ projects }) => projects);
  return rows
    .map(({ project, dropped, changed, seconds }) => ({ name: project ?? "", count: dropped + changed, seconds }))
    .sort((a, b) => b.seconds - a.seconds);
}

/** "3 events + 1 external duration"; of the two only what there is. */
export function named(found: Found, words: Words): string {
  const [events, records] = [eventsOf(found), recordsOf(found)];
  const parts = records === 0 || events > 0 ? [words.events(events)] : [];
  return (records > 0 ? [...parts, words.records(records)] : parts).join(" + ");
}
