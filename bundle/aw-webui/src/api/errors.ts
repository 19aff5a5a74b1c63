/** What can go wrong between the page and its server. */

/** Nobody answered: the server is stopped, restarting, or too slow. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The caller cancelled the request; nothing is wrong. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";

  constructor() {
    super("The request was cancelled.");
  }
}

/** More about a refusal: its name for programs and, in a query, where; lines and columns count from 1. */
export interface RefusalDetail {
  type: string | null;
  line: number | null;
  column: number | null;
}

/** The server answered, but not with what was asked for; `message` is its own sentence where it gave one. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: number,
    message: string,
    readonly detail: RefusalDetail = { type: null, line: null, column: null },
  ) {
    super(message);
  }
}

/** The sentence of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
