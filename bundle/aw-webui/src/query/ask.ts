/** Ask a query: cancelled when a newer question replaces it, remembered when its period is over. */
import { Cancelled, Refused, type Json } from "@/api";
import { api } from "@/api/instance";
import { queryBody, type Asked } from "./request";

/** How many answers of finished periods are kept, the ones used last. */
const KEPT = 24;
const answers = new Map<string, Json[][]>();

/** Forget what was remembered: something was edited, imported, or categories changed. */
export function forgetAnswers(): void {
  answers.clear();
}

/**
 * The answer for one period (milliseconds since the epoch). Throws `Cancelled`, `Refused` or `Unreachable`.
 *
 * A period that ended more than an hour ago is asked once: watchers that were offline longer are caught by a reload.
 */
export async function ask<T = Json>(
  statements: readonly string[],
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<T> {
  const [[answer]] = await askAll<[[Json]]>([{ statements, periods: [{ start, end }] }], signal);
  return answer as T;
}

/** The answers to several questions in one request, each question's in the order of its periods; as `ask` otherwise. */
export async function askAll<T = Json[][]>(questions: readonly Asked[], signal?: AbortSignal): Promise<T> {
  const last = Math.max(...questions.flatMap(({ periods }) => periods.map(({ end }) => end)));
  const over = last < Date.now() - 3_600_000;
  const body = queryBody(questions);
  const key = over ? JSON.stringify(body) : "";
  const known = over ? answers.get(key) : undefined;
  if (known !== undefined) {
    answers.delete(key);
    answers.set(key, known);
    return known as T;
  }
  const flat = await patiently(() => api.query<Json>(body.query, body.timeperiods, signal, body.more), signal);
  let at = 0;
  const found = questions.map(({ periods }) => flat.slice(at, (at += periods.length)));
  if (over) {
    answers.set(key, found);
    for (const oldest of [...answers.keys()].slice(0, Math.max(0, answers.size - KEPT))) answers.delete(oldest);
  }
  return found as T;
}

/** Milliseconds after which a server that is busy with other queries is asked again, and how often. */
const BUSY = { wait: 1_500, times: 20 };

async function patiently<T>(question: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let left = BUSY.times; ; left -= 1) {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 503 || left === 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, BUSY.wait));
    if (signal?.aborted) throw new Cancelled();
  }
}
