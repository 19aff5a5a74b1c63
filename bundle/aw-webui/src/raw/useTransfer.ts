/** Files of buckets with progress: what is running, how far it is, and the way to stop it. */
import { ref, shallowRef } from "vue";
import { Cancelled, messageOf, type BucketExport } from "@/api";
import { api } from "@/api/instance";
import { csvFile, jsonFile, saveFile } from "@/util/files";
import { EventCounter, eventsCsv, fileName, joined } from "./exporting";

export type FileKind = "json" | "csv";

export interface Running {
  done: number;
  /** Of how many events; 0 when that is not known. */
  total: number;
}

export function useTransfer() {
  const running = shallowRef<Running | null>(null);
  const problem = ref<string | null>(null);
  let controller: AbortController | null = null;

  /** Save the events of these buckets as one file; `counts` says how many there are. Never throws. */
  async function save(name: string, ids: readonly string[], kind: FileKind, counts: ReadonlyMap<string, number>): Promise<boolean> {
    const text = await gather(ids, counts);
    if (text === null) return false;
    if (kind === "json") saveFile(fileName([name], "json"), jsonFile(text));
    else {
      const { buckets } = JSON.parse(text) as { buckets: Record<string, BucketExport> };
      const tables = Object.entries(buckets).map(([id, { events }]) => ({ id, events }));
      saveFile(fileName([name], "csv"), csvFile(eventsCsv(tables)));
    }
    return true;
  }

  /** The export of these buckets as text; null when it was stopped or failed, which is told. */
  async function gather(ids: readonly string[], counts: ReadonlyMap<string, number>): Promise<string | null> {
    const own = (controller = new AbortController());
    const counter = new EventCounter();
    const total = ids.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
    running.value = { done: 0, total };
    problem.value = null;
    try {
      const texts: string[] = [];
      for (const id of ids) {
        const file = await api.exportFile(id, (piece) => (running.value = { done: counter.add(piece), total }), own.signal);
        texts.push(await file.text());
      }
      return joined(texts);
    } catch (error) {
      if (!(error instanceof Cancelled)) problem.value = messageOf(error);
      return null;
    } finally {
      running.value = null;
    }
  }

  return { running, problem, save, gather, cancel: () => controller?.abort() };
}
