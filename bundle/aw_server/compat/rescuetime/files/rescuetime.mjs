// RescueTime's Analytic Data API as this computer's ActivityWatch answers it; for browsers and Node 18 or later.
//
//   import { RescueTime } from "./rescuetime.mjs";
//   const time = new RescueTime("KEY");
//   const table = await time.data({ perspective: "interval", restrict_kind: "productivity" });
//   console.log(table.columns, table.rows, table.records());
//
// A page of another origin has to be named in the server's `cors_origins`; a program in Node needs nothing.

/** The address of a server on this computer. */
export const HOME = "http://localhost:5600/anapi";

/** What the server refused, and why. */
export class RescueTimeError extends Error {
  constructor(error, messages, status) {
    super(messages || error);
    this.name = "RescueTimeError";
    /** The kind of refusal, without the sign before it: "key not found", "query error", … */
    this.kind = String(error).replace(/^#\s*/, "");
    this.status = status;
  }
}

/** `columns` and `rows` of an answer. */
export class Table {
  constructor(columns, rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Each row as an object by the names of the columns. */
  records() {
    return this.rows.map((row) => Object.fromEntries(this.columns.map((name, at) => [name, row[at]])));
  }

  /** All values of one column. Throws RangeError if there is none of that name. */
  column(name) {
    const at = this.columns.indexOf(name);
    if (at < 0) throw new RangeError(`there is no column ${name}`);
    return this.rows.map((row) => row[at]);
  }
}

export class RescueTime {
  #key;
  #address;

  constructor(key, address = HOME) {
    this.#key = key;
    this.#address = address.replace(/\/+$/, "");
  }

  /** The table of a question, in any of the documented spellings; dates may be Date objects, taken as local days. */
  async data(question = {}) {
    const answer = await this.#ask("data", { ...question, format: "json" });
    return new Table(answer.row_headers, answer.rows);
  }

  /** The same as CSV text. */
  async csv(question = {}) {
    return this.#text("data", { ...question, format: "csv" });
  }

  dailySummary() {
    return this.#ask("daily_summary_feed");
  }

  alerts(question = {}) {
    return this.#ask("alerts_feed", question);
  }

  highlights() {
    return this.#ask("highlights_feed");
  }

  focusStarted() {
    return this.#ask("focustime_started_feed");
  }

  focusEnded() {
    return this.#ask("focustime_ended_feed");
  }

  /** Needs a key that may write, as do the next three. */
  postHighlight(day, description, source = "") {
    return this.#ask("highlights_post", {}, { highlight_date: day, description, source });
  }

  /** `duration` in minutes. `start` as `YYYY-MM-DD HH:MM:SS` or seconds of Unix time. */
  postOfflineTime(start, duration, name, details = "") {
    const posted = { start_time: start, duration, activity_name: name, activity_details: details };
    return this.#ask("offline_time_post", {}, posted);
  }

  /** `minutes`: a multiple of 5, or -1 until the day ends. */
  startFocus(minutes) {
    return this.#ask("start_focustime", {}, { duration: minutes });
  }

  endFocus() {
    return this.#ask("end_focustime", {}, {});
  }

  async #ask(path, question = {}, posted = undefined) {
    return JSON.parse(await this.#text(path, question, posted));
  }

  async #text(path, question, posted = undefined) {
    const url = `${this.#address}/${path}?${written(question)}`;
    const headers = { Authorization: `Bearer ${this.#key}` };
    const options = posted === undefined ? { headers } : { method: "POST", headers, body: written(posted) };
    const answer = await fetch(url, options);
    const body = await answer.text();
    const refused = (answer.headers.get("content-type") ?? "").includes("json") ? JSON.parse(body) : {};
    if (refused.error !== undefined) throw new RescueTimeError(refused.error, refused.messages, answer.status);
    if (!answer.ok) throw new RescueTimeError("failed", `the server answered ${answer.status}`, answer.status);
    return body;
  }
}

function written(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(given.map(([name, value]) => [name, value instanceof Date ? day(value) : String(value)]));
}

function day(date) {
  const two = (part) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
