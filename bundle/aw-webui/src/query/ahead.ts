/**
 * What the activity page will ask, asked before there is a page. Whoever asks the same in the same words (`api/early.ts`)
 * gets the answer. Imports nothing of Vue.
 */
import type { Info, Json, ListedBucket, Today } from "@/api";
import { early } from "@/api/early";
import { PATHS } from "@/api/paths";
import type { Transport } from "@/api/transport";
import { devicesOf, OFFLINE, usualDevices } from "@/util/devices";
import { DEFAULTS, readSetting } from "@/util/settings";
import { browserZone } from "@/util/zone";
import { queryBody } from "./request";
import { dayToTell, hostsIn, isRunning, periodIn, viewQuestions, type DayToTell, type Look } from "./view";

/** As for any query, see `api/client.ts`. */
const QUERY_PATIENCE = 65_000;

/** What the address of the activity page (behind the `#`) names; `null` for other pages. */
export function readAddress(hash: string) {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/").map(decoded);
  if (page !== "" && page !== "activity" && page !== "today") return null;
  const named = rest.slice(0, rest.includes("view") ? rest.indexOf("view") : 3);
  const [host = "", word = "", date = ""] = page === "activity" ? named : [];
  return { landing: page === "", host, word, date, query: new URLSearchParams(search) };
}

/** Ask what the page at `hash` will ask. Resolves when its first question is on its way, or none is to be asked ahead. */
export async function askAhead(hash: string, transport: Transport, now = Date.now()): Promise<void> {
  const address = readAddress(hash);
  if (!address) return;
  const get = <T>(path: string) => early.keep("GET", path, undefined, transport.json<T>("GET", path));
  const facts = Promise.all([get<Record<string, Json>>(PATHS.settings), get<Record<string, ListedBucket>>(PATHS.buckets), get<Info>(PATHS.info)]);
  void get(PATHS.categories);
  const timezone = browserZone();
  const ahead = presentDay(address, now);
  const present = ahead && get<Today>(PATHS.today(timezone, ahead.date, ahead.offline));
  // The first format of a language takes 12 ms to come up: while the answers are on their way nothing waits for it.
  new Intl.DateTimeFormat();
  const [stored, listed, info] = await facts;
  const landing = readSetting("landingpage", stored.landingpage);
  const { query } = address;
  // Another page may be wanted; and what belongs to a category, only the rules tell.
  if ((address.landing && landing !== "") || query.has("category")) return;
  const days = { startOfDay: readSetting("startOfDay", stored.startOfDay), startOfWeek: readSetting("startOfWeek", stored.startOfWeek) };
  const buckets = Object.values(listed);
  const look: Look = {
    period: periodIn(address.word, address.date, now, days),
    now,
    hosts: hostsIn(address.host, usualDevices(devicesOf(buckets), info.hostname)),
    named: address.host !== "",
    own: info.hostname,
    buckets,
    days,
    filter: { app: query.get("app") ?? "", away: query.get("away") === "1", silent: query.get("silent") === "1", stopwatch: query.get("stopwatch") === "1" },
    categories: null,
    alwaysActive: readSetting("always_active_pattern", stored.always_active_pattern),
  };
  const ask = (day: Today | null) => {
    const questions = viewQuestions(look, day);
    if (!questions) return;
    const body = queryBody(questions);
    void early.keep("POST", PATHS.query, body, transport.json("POST", PATHS.query, { body, timeout: QUERY_PATIENCE }));
  };
  const wanted = dayToTell(look);
  const told = wanted?.offline === ahead?.offline ? present : null;
  if (wanted && isRunning(look)) await (told ?? get<Today>(PATHS.today(timezone, wanted.date, wanted.offline))).then(ask, () => undefined);
  else {
    if (wanted) void get<Today>(PATHS.today(timezone, wanted.date, wanted.offline));
    ask(null);
  }
}

/**
 * How the present day will be asked for where it is part of the period: as far as the address tells, for that the device
 * is this computer, and that days begin as they usually do, is found out by the same time. `null` of other periods.
 */
function presentDay({ host, word, date }: { host: string; word: string; date: string }, now: number): DayToTell | null {
  if (!isRunning({ period: periodIn(word, date, now, DEFAULTS), now, days: DEFAULTS })) return null;
  return { date: undefined, offline: host === "" || hostsIn(host, []).includes(OFFLINE) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
