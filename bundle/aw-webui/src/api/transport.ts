/** One request: time-out, cancelling, the server's words. No Vue, no page: usable anywhere that has `fetch`. */
import type { Early } from "./early";
import { Cancelled, Refused, Unreachable } from "./errors";

export interface TransportOptions {
  /** Where the API is, without a slash at the end; relative to the page by default. */
  base?: string;
  fetch?: typeof fetch;
  /** The access key of this browser, if it has one; asked for each request. */
  key?: () => string | null;
  /** Milliseconds until an unanswered request counts as unreachable. */
  timeout?: number;
  /** What was asked before: not asked again. */
  early?: Early;
  /** Told after every request whether somebody answered (also with a refusal). */
  heard?: (answered: boolean) => void;
}

export interface RequestOptions {
  /** Sent as JSON; a FormData as it is. */
  body?: unknown;
  /** Cancels the request: it then throws `Cancelled`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds; the transport's own by default. */
  timeout?: number;
  /** Statuses besides 2xx that are success. */
  accept?: readonly number[];
}

export class Transport {
  private readonly base: string;
  private readonly fetch: typeof fetch;
  private readonly key: () => string | null;
  private readonly timeout: number;
  private readonly heard: (answered: boolean) => void;
  private readonly early: Early | null;

  constructor(options: TransportOptions = {}) {
    this.base = options.base ?? "/api/0";
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.key = options.key ?? (() => null);
    this.timeout = options.timeout ?? 15_000;
    this.heard = options.heard ?? (() => undefined);
    this.early = options.early ?? null;
  }

  /** The full address of a path, for links and downloads. */
  address(path: string): string {
    return this.base + path;
  }

  /** The answer's JSON. Throws `Unreachable`, `Refused` or `Cancelled`. */
  async json<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const early = this.early?.find(method, path, options.body);
    if (early) return (await this.listen(early, options.signal)) as T;
    const { response, text } = await this.send(method, path, options);
    const answer = parse(text);
    if (!response.ok && !options.accept?.includes(response.status)) throw refusal(response.status, answer);
    if (response.ok && answer === undefined) throw new Refused(response.status, "The server's answer is not JSON.");
    return answer as T;
  }

  /** The answer as it is, for files; `seen` gets each piece as it comes. Throws as `json` does. */
  async blob(path: string, seen: (piece: Uint8Array) => void, options: RequestOptions = {}): Promise<Blob> {
    return this.talk("GET", path, options, async (response) => {
      if (!response.ok) throw refusal(response.status, parse(await response.text()));
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      const reader = response.body!.getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        pieces.push(read.value);
        seen(read.value);
      }
      return new Blob(pieces, { type: "application/json" });
    });
  }

  /** An answer that is on its way already, told as one of this transport's own. */
  private async listen({ answer, told }: { answer: Promise<unknown>; told: () => void }, signal: AbortSignal | undefined): Promise<unknown> {
    // Who waits for it may change their mind and ask anew: then it is still the answer.
    const found = await answer.then(
      (value) => ({ value }),
      (cause: unknown) => ({ cause }),
    );
    if (signal?.aborted) throw new Cancelled();
    told();
    this.heard("value" in found || found.cause instanceof Refused);
    if ("cause" in found) throw found.cause;
    return found.value;
  }

  private send(method: string, path: string, options: RequestOptions): Promise<{ response: Response; text: string }> {
    return this.talk(method, path, options, async (response) => ({ response, text: await response.text() }));
  }

  /** Ask, and read the answer with `read`, both within the request's patience. */
  private async talk<T>(
    method: string,
    path: string,
    { body, signal, timeout }: RequestOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const patience = AbortSignal.timeout(timeout ?? this.timeout);
    const init: RequestInit = {
      method,
      headers: { Accept: "application/json" },
      cache: "no-store",
      signal: signal ? AbortSignal.any([patience, signal]) : patience,
    };
    const key = this.key();
    if (key) init.headers = { ...init.headers, Authorization: `Bearer ${key}` };
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { ...init.headers, "Content-Type": "application/json" };
    }
    try {
      const answer = await read(await this.fetch(this.base + path, init));
      this.heard(true);
      return answer;
    } catch (cause) {
      if (signal?.aborted) throw new Cancelled();
      if (cause instanceof Refused) {
        this.heard(true);
        throw cause;
      }
      this.heard(false);
      throw new Unreachable("The server does not answer.", { cause });
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const KEY_WANTED = ["KeyNeeded", "InvalidKey"];
const ASKS_FOR_KEY =
  "This server asks for a key. Open this page from the icon in the tray, or with the command: aw-cli open";

/** The server's own words and, for a query, the place of the mistake. */
function refusal(status: number, answer: unknown): Refused {
  const said = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
  const words = "message" in said ? String(said.message) : `The server answered with status ${status}.`;
  const message = KEY_WANTED.includes(String(said.type)) ? ASKS_FOR_KEY : words;
  return new Refused(status, message, {
    type: typeof said.type === "string" ? said.type : null,
    line: typeof said.line === "number" ? said.line : null,
    column: typeof said.column === "number" ? said.column : null,
  });
}
