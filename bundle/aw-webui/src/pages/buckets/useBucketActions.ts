/** What can be done with whole buckets: rename their device, delete them, with the way back. */
import { computed } from "vue";
import { messageOf, type StoredEvent } from "@/api";
import { api } from "@/api/instance";
import { useQuestion } from "@/composables/useQuestion";
import { words } from "@/i18n";
import { forgetAnswers } from "@/query";
import { useTransfer } from "@/raw/useTransfer";
import { useBucketsStore } from "@/stores/buckets";
import { useConfirmStore } from "@/stores/confirm";
import { useToastsStore } from "@/stores/toasts";
import { jsonFile } from "@/util/files";
import { commonWords } from "@/words/common";
import { rawWords } from "@/words/rawdata";

/** From so many events on a deletion is asked about first. */
export const LARGE = 20_000;

export interface BucketFacts {
  count: number;
  latest: StoredEvent | null;
}

const w = words(rawWords);
const c = words(commonWords);

/** How many events each bucket holds, and its newest. */
export function useBucketFacts() {
  const buckets = useBucketsStore();
  const question = useQuestion([], async (signal) => {
    await buckets.load();
    const found = await Promise.all(
      buckets.list.map(async ({ id }): Promise<[string, BucketFacts]> => {
        const [count, newest] = await Promise.all([api.eventCount(id), api.events(id, { limit: 1 }, signal)]);
        return [id, { count, latest: newest[0] ?? null }];
      }),
    );
    return new Map(found);
  });
  const counts = computed(() => new Map([...(question.answer.value ?? [])].map(([id, { count }]) => [id, count])));
  return { question, counts };
}

export function useBucketActions() {
  const buckets = useBucketsStore();
  const toasts = useToastsStore();
  const confirm = useConfirmStore();
  const keeping = useTransfer();

  async function reload(): Promise<void> {
    forgetAnswers();
    await buckets.load();
  }

  /** Delete after keeping a copy, which the way back imports. True when they are gone. */
  async function remove(
    name: string,
    ids: readonly string[],
    counts: ReadonlyMap<string, number>,
    after: () => Promise<unknown>,
  ): Promise<boolean> {
    const events = ids.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
    if (ids.length > 1 || events > LARGE) {
      const text = ids.length > 1 ? w.deleteDeviceText(ids.length, events) : w.deleteLarge(events);
      if (!(await confirm.ask({ title: w.deleteTitle(name), text, yes: w.deleteYes, danger: true }))) return false;
    }
    const copy = await keeping.gather(ids, counts);
    if (copy === null) {
      if (keeping.problem.value) toasts.problem(c.saveFailed(keeping.problem.value));
      return false;
    }
    try {
      for (const id of ids) await api.deleteBucket(id);
    } catch (error) {
      toasts.problem(c.saveFailed(messageOf(error)));
    }
    await reload();
    toasts.done(w.deleted(name), async () => {
      await api.import([jsonFile(copy)]);
      await reload();
      await after();
    });
    await after();
    return true;
  }

  /** Write another device into these buckets; the way back writes the old one. */
  async function rename(ids: readonly string[], from: string, to: string, after: () => Promise<unknown>): Promise<void> {
    const write = async (hostname: string) => {
      for (const id of ids) await api.changeBucket(id, { hostname });
      await reload();
      await after();
    };
    await write(to);
    toasts.done(w.renamed(to), () => write(from));
  }

  return { remove, rename, reload, keeping };
}
