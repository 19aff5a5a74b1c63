/** What is asked in one request. */
import { timeperiod } from "./text";

/** Milliseconds since the epoch. */
export interface Span {
  start: number;
  end: number;
}

/** A query and the periods to answer it for. */
export interface Asked {
  statements: readonly string[];
  periods: readonly Span[];
}

/** A question as the server reads it. */
export interface QueryBody {
  query: readonly string[];
  timeperiods: readonly string[];
  more?: QueryBody[];
}

/** Several questions as the body of one request; at least one. */
export function queryBody(questions: readonly Asked[]): QueryBody {
  const [first, ...more] = questions.map(({ statements, periods }) => ({
    query: statements,
    timeperiods: periods.map(({ start, end }) => timeperiod(start, end)),
  }));
  return more.length > 0 ? { ...first!, more } : first!;
}
