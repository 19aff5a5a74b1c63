/** What the activity page shows: period, devices and filters from the address; the answer of one query, added up. */
import { computed, onUnmounted, ref, watch } from "vue";
import { useRoute, type LocationQueryRaw, type RouteLocationRaw } from "vue-router";
import type { StoredEvent, Today } from "@/api";
import { api } from "@/api/instance";
import { askAll, type Span, type ViewAnswer } from "@/query";
import { dayToTell, earlierSpans, hostsIn, isRunning, periodIn, stripOf, viewQuestions, type DayToTell, type Look } from "@/query/view";
import { useBucketsStore } from "@/stores/buckets";
import { useCategoriesStore } from "@/stores/categories";
import { useServerStore } from "@/stores/server";
import { useSettingsStore } from "@/stores/settings";
import { useTodayStore } from "@/stores/today";
import { byLevel, categoryOf, fillSlots, secondsByPeriod, slotsOf, sumsBy, wholeSeconds } from "@/util/activity";
import { categoryTree, isWithin, parsePath, pathKey, pathText } from "@/util/categories";
import { browserZone } from "@/util/clock";
import { addDays, dateAt, dayStart } from "@/util/dates";
import { activeDevices, onlyComputer, usualDevices } from "@/util/devices";
import { bounds, dayCount, neighbour, periodOf, periodPath, resolutionOf, type Period } from "@/util/period";
import { useLive } from "./useLive";
import { useQuestion } from "./useQuestion";

/** Milliseconds between updates of a period that goes on. */
const UPDATE = 20_000;
/** Milliseconds for which what was asked ahead is as good as asked now. */
const JUST_ASKED = 2_000;

interface Answer {
  view: ViewAnswer | null;
  /** Whole seconds of parts of earlier periods, by when they began. */
  before: [number, number][];
  day: Today | null;
  period: Period;
}

export function useActivity() {
  const route = useRoute();
  const settings = useSettingsStore();
  const buckets = useBucketsStore();
  const server = useServerStore();
  const rules = useCategoriesStore();
  const recording = useTodayStore();
  const now = ref(Date.now());
  const ticking = setInterval(() => (now.value = Date.now()), 15_000);
  onUnmounted(() => clearInterval(ticking));

  const days = computed(() => ({ startOfDay: settings.settings.startOfDay, startOfWeek: settings.settings.startOfWeek }));
  const today = computed(() => dateAt(now.value, days.value.startOfDay));
  const period = computed<Period>(() => periodIn(text(route.params.word), text(route.params.date), now.value, days.value));
  const span = computed(() => bounds(period.value, days.value.startOfDay));
  const running = computed(() => isRunning({ period: period.value, now: now.value, days: days.value }));

  const devices = computed(() => activeDevices(buckets.devices).map(({ hostname }) => hostname));
  /** Named by nobody: this computer if it records, else the one that recorded last; with what was entered offline. */
  const usual = computed(() => usualDevices(buckets.devices, server.info?.hostname ?? ""));
  /** Named by the address, else the usual ones. */
  const hosts = computed(() => hostsIn(text(route.params.host), usual.value));

  const filter = computed(() => ({
    category: parsePath(text(route.query.category)),
    app: text(route.query.app),
    away: route.query.away === "1",
    silent: route.query.silent === "1",
    stopwatch: route.query.stopwatch === "1",
  }));
  const filters = computed(() => {
    const { category, app, away, silent, stopwatch } = filter.value;
    return [category.length > 0, app !== "", away, silent, stopwatch].filter(Boolean).length;
  });

  /** What a bar of the strip of earlier periods is. */
  const history = computed(() => stripOf(period.value));

  async function load(signal: AbortSignal): Promise<Answer> {
    await Promise.all([settings.ensure(), buckets.ensure(running.value ? JUST_ASKED : Infinity), rules.ensure(), server.ensure()]);
    const look: Look = {
      period: period.value,
      now: Date.now(),
      hosts: hosts.value,
      named: text(route.params.host) !== "",
      own: server.info?.hostname ?? "",
      buckets: buckets.list,
      days: days.value,
      filter: filter.value,
      categories: wantedCategories(),
      alwaysActive: settings.settings.always_active_pattern,
    };
    const wanted = dayToTell(look);
    const telling = wanted && tell(wanted, look, signal);
    // How far the newest events reach, only the present day tells; of a past one both are asked at once.
    const questions = viewQuestions(look, isRunning(look) ? await telling : null);
    const asking = questions && askAll<[[ViewAnswer], StoredEvent[][]]>(questions, signal);
    const [answers, told] = await Promise.all([asking, telling]);
    // The strip of a day is one computer's.
    const day = onlyComputer(look.hosts) === look.own && dayCount(look.period) === 1 ? told : null;
    if (!answers) return { view: null, before: [], day, period: look.period };
    const [[view], sums] = answers;
    const earlier = earlierSpans(look.period, look.days);
    const within = ({ start, end }: Span, at: number) => at >= start && at < end;
    const before = sums.flatMap((events, at) => [...secondsByPeriod(events)].filter(([began]) => within(earlier[at]!, began)));
    return { view, before, day, period: look.period };
  }

  async function tell({ date, offline }: DayToTell, { period: asked }: Look, signal: AbortSignal): Promise<Today> {
    let told = await api.today(browserZone(), date, signal, offline);
    // It became another day on the way.
    if (dayCount(asked) === 1 && told.date !== asked.first) told = await api.today(browserZone(), asked.first, signal, offline);
    recording.notePause(told.pause);
    return told;
  }

  /** The category of the filter with everything below it. */
  function wantedCategories(): string[][] | null {
    const { category } = filter.value;
    if (category.length === 0) return null;
    const names = rules.categories.classes.map(({ name }) => name).filter((name) => isWithin(name, category));
    return [category, ...names.filter((name) => pathKey(name) !== pathKey(category))];
  }

  const question = useQuestion([() => route.fullPath, hosts, days, () => rules.version], load);
  let asked = Date.now();
  watch(question.loading, () => (asked = Date.now()));
  useLive(
    async () => (!running.value || Date.now() - asked < UPDATE / 2 ? true : question.retry()),
    () => UPDATE,
  );

  /** Nothing of a period that was left is shown while the next is on its way. */
  const current = computed(() => {
    const answer = question.answer.value;
    return answer && periodPath(answer.period) === periodPath(period.value) ? answer : null;
  });
  const view = computed(() => current.value?.view ?? null);
  const sums = computed(() => (view.value ? addUp(view.value, current.value!.before) : null));

  function addUp(answer: ViewAnswer, earlier: readonly [number, number][]) {
    const categories = sumsBy(answer.categories, (event) => pathKey(categoryOf(event)));
    const [total = 0] = wholeSeconds([Math.round(answer.total * 1e6)]);
    return {
      total,
      categories,
      tree: categoryTree(categories.map(({ key, seconds }) => ({ path: key.split("\n"), seconds }))),
      levels: byLevel(
        categories.map(({ key, seconds }) => ({ path: key.split("\n"), seconds })),
        (path) => rules.categories.productivity(path),
      ),
      bars: fillSlots(slotsOf(answer.bars), moments(resolutionOf(period.value), period.value)),
      history: new Map([...earlier, [span.value.start, total]]),
      days: new Map(slotsOf(answer.days).map(({ at, seconds }) => [dateAt(at, days.value.startOfDay), seconds])),
    };
  }

  /** Where the bars of a period begin. */
  function moments(resolution: "hour" | "day" | "month", of: Period): number[] {
    const { start, end } = bounds(of, days.value.startOfDay);
    const found: number[] = [];
    if (resolution === "hour") {
      for (let at = start - (start % 3_600_000); at < end; at += 3_600_000) found.push(Math.max(at, start));
    } else if (resolution === "day") {
      for (let date = of.first; date <= of.last; date = addDays(date, 1)) found.push(dayStart(date, days.value.startOfDay));
    } else {
      for (let month = periodOf("month", of.first, days.value.startOfWeek); month.first <= of.last; month = neighbour(month, 1, days.value.startOfWeek)) {
        found.push(dayStart(month.first, days.value.startOfDay));
      }
    }
    return found;
  }

  /** The same page for something else: only what is named changes. */
  function to(change: { period?: Period; hosts?: string[]; view?: string; query?: LocationQueryRaw }): RouteLocationRaw {
    const view = change.view ?? text(route.params.view);
    const host = (change.hosts ?? hosts.value).map(encodeURIComponent).join(",");
    const path = `/activity/${host}/${periodPath(change.period ?? period.value)}${view ? `/view/${encodeURIComponent(view)}` : ""}`;
    const query = { ...route.query, ...change.query };
    return { path, query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== "")) };
  }

  const toCategory = (path: string[]) => to({ query: { category: pathText(path) } });

  return { period, span, running, today, now, days, hosts, usual, devices, filter, filters, history, question, current, view, sums, to, toCategory };
}

export type Activity = ReturnType<typeof useActivity>;

/** A segment or value of the address as text. */
function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

