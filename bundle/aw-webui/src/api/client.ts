/**
 * A small typed client of the REST API. No Vue here: usable alone, in any page or test.
 *
 * Every method throws `Unreachable` when nobody answers in time and `Refused` on any answer but success.
 */
import { Refused, Unreachable } from "./errors";
import type { About, Info, Pause, PauseLength, Today } from "./types";

export interface ClientOptions {
  /** Where the API is, without a slash at the end; relative to the page by default. */
  base?: string;
  fetch?: typeof fetch;
  /** Milliseconds until an unanswered request counts as unreachable. */
  timeout?: number;
}

export class ApiClient {
  private readonly base: string;
  private readonly fetch: typeof fetch;
  private readonly timeout: number;

  constructor(options: ClientOptions = {}) {
    this.base = options.base ?? "/api/0";
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.timeout = options.timeout ?? 15_000;
  }

  /** Who answers: host name and version. */
  info(): Promise<Info> {
    return this.request("GET", "/info");
  }

  /** Where everything lies, and whether it starts at login. */
  about(): Promise<About> {
    return this.request("GET", "/about");
  }

  /** Ask the tray to start at login or not; `about` says when it is done. */
  startAtLogin(enabled: boolean): Promise<object> {
    return this.request("POST", "/start-at-login", { enabled });
  }

  /** The whole Today page in one answer; `timezone` is an IANA name such as `Europe/Berlin`. */
  today(timezone: string): Promise<Today> {
    return this.request("GET", `/today?timezone=${encodeURIComponent(timezone)}`);
  }

  pause(length: PauseLength): Promise<Pause> {
    return this.request("POST", "/pause", length);
  }

  resume(): Promise<Pause> {
    return this.request("DELETE", "/pause");
  }

  private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = {
      method,
      headers: { Accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(this.timeout),
    };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { ...init.headers, "Content-Type": "application/json" };
    }
    let response: Response;
    let text: string;
    try {
      response = await this.fetch(this.base + path, init);
      text = await response.text();
    } catch (cause) {
      throw new Unreachable("The server does not answer.", { cause });
    }
    const answer = parse(text);
    if (!response.ok) throw new Refused(response.status, sentence(answer, response.status));
    if (answer === undefined) throw new Refused(response.status, "The server's answer is not JSON.");
    return answer as T;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The server's own words (`{"message": …}`) or, without any, the bare status. */
function sentence(answer: unknown, status: number): string {
  if (typeof answer === "object" && answer !== null && "message" in answer) return String(answer.message);
  return `The server answered with status ${status}.`;
}
