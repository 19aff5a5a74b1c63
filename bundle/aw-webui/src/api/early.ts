/** Answers to what was asked before there was a page: for whoever asks the same in the same words, until it was told. */

/** Milliseconds after which nobody gets an answer any more: it would be an old one. */
const KEPT = 10_000;

export class Early {
  private readonly answers = new Map<string, { asked: number; answer: Promise<unknown> }>();

  /** Keep an answer that is on its way, and what it fails with. */
  keep<T>(method: string, path: string, body: unknown, answer: Promise<T>): Promise<T> {
    answer.catch(() => undefined);
    this.answers.set(words(method, path, body), { asked: performance.now(), answer });
    return answer;
  }

  /** The answer, if exactly this was asked; `told` is to be called once it has reached somebody who still wants it. */
  find(method: string, path: string, body: unknown): { answer: Promise<unknown>; told: () => void } | null {
    if (this.answers.size === 0) return null;
    const key = words(method, path, body);
    const found = this.answers.get(key);
    if (found === undefined || performance.now() - found.asked > KEPT) return null;
    return { answer: found.answer, told: () => void this.answers.delete(key) };
  }
}

/** Those of this page. */
export const early = new Early();

function words(method: string, path: string, body: unknown): string {
  return `${method} ${path} ${body === undefined ? "" : JSON.stringify(body)}`;
}
