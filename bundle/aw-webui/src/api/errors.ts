/** What can go wrong between the page and its server. */

/** Nobody answered: the server is stopped, restarting, or too slow. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The server answered, but not with what was asked for; `message` is its own sentence where it gave one. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
