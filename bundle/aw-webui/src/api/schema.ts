/**
 * Shapes of the REST API, made from the server's own description: do not edit.
 * `python -m tests.webui.schema_types` writes this file anew; a test compares it with `/api/openapi.json`.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** This installation; `start_at_login` null: no tray is there that could tell or change it. */
export interface About {
  directories: Directories;
  database: string | null;
  supervised: boolean;
  start_at_login: boolean | null;
}

/** A new application; `secret` is what it proves itself with. */
export interface AppMade {
  id: string;
  name: string;
  redirect_uris: string[];
  scopes: string[];
  tokens: number;
  created: string;
  secret: string;
}

/** An application; `tokens` is how many of its tokens are valid now, `scopes` the most it may ask for. */
export interface AppShown {
  id: string;
  name: string;
  redirect_uris: string[];
  scopes: string[];
  tokens: number;
  created: string;
}

/** Active time of an application. */
export interface AppTime {
  app: string;
  seconds: number;
}

/** What an application was given; one that is not `valid` any more can still be renewed. */
export interface AppTokenShown {
  id: string;
  scopes: string[];
  created: string;
  expires: string;
  valid: boolean;
}

/** A verified copy: its file's name, when it was begun, its bytes, and how much is in it, null if unknown. */
export interface BackupCopy {
  name: string;
  made: string;
  size: number;
  events: number | null;
  buckets: number | null;
}

/** When the last attempt failed, and why, in a sentence. */
export interface BackupFailure {
  at: string;
  why: string;
}

/** When copies are made (`every`: seconds), how many are kept, and those there are, newest first. `folder` is null where there can be none; `failed` is null when the last attempt was a success. */
export interface BackupsAnswer {
  enabled: boolean;
  every: number;
  daily: number;
  weekly: number;
  running: boolean;
  folder: string | null;
  backups: BackupCopy[];
  failed: BackupFailure | null;
}

/** A bucket's description. */
export interface Bucket {
  id: string;
  created: string;
  name: string | null;
  type: string;
  client: string;
  hostname: string;
  data: { [key: string]: Json };
}

/** The body that changes a bucket: what is absent or null stays. */
export interface BucketChange {
  client?: string | null;
  type?: string | null;
  hostname?: string | null;
  name?: string | null;
  data?: { [key: string]: Json } | null;
}

/** A bucket with all its events, newest first. */
export interface BucketExport {
  id: string;
  created: string;
  name: string | null;
  type: string;
  client: string;
  hostname: string;
  data: { [key: string]: Json };
  events: ExportedEvent[];
}

/** The body that creates a bucket; `name`, `data` and `created` are honoured. */
export interface BucketIn {
  client: string;
  type: string;
  hostname: string;
  name?: string | null;
  data?: { [key: string]: Json } | null;
  created?: string | null;
}

/** Rules that come with the program, under the name by which they are switched off. */
export interface BuiltInRules {
  name: string;
  enabled: boolean;
  rules: PrivacyRule[];
}

/** The category rules in effect; `default`: none are stored. */
export interface CategoriesAnswer {
  default: boolean;
  classes: CategoryClass[];
}

/** A category: its names from the root, the rule that finds it (`type` "none": only its children are found), and in `data` its `color` and productivity `score`, both inherited by its children. */
export interface CategoryClass {
  name: string[];
  rule: { [key: string]: Json };
  data: { [key: string]: Json };
  id?: number;
}

/** A copy of the database: what became of it, and how many events were taken out or changed. */
export interface CopyFound {
  path: string;
  outcome: "clean" | "cleaned" | "deleted" | "failed";
  events: number;
}

/** A damaged database and what came of it; only `state` while the file is still being looked through. Times are null or ISO; `kept` is where the damaged file is. The numbers are of events: brought back, of those from a backup and without their data, and lost. */
export interface Damage {
  state: "checking" | "recovered" | "recovering";
  found?: string;
  ended?: string | null;
  kept?: string;
  why?: string;
  events?: number;
  from_backup?: number;
  without_data?: number;
  lost?: number;
}

/** Where this installation's files lie. */
export interface Directories {
  data: string;
  config: string;
  logs: string;
}

/** What a purge would do. */
export interface DryRunAnswer {
  events: Found;
  rules: FoundByRule[];
  buckets: { [key: string]: Found };
  records: { [key: string]: RecordsFound };
  examples: Example[];
  copies: CopyFound[];
  queues: QueueFound[];
  logs: LogsFound;
  untouched: Untouched[];
  failed: string[];
}

/** A view to embed; `raw`: its table is to be had, too. */
export interface EmbedIn {
  name: string;
  view: View;
  raw?: boolean;
}

/** A new one, with its secret and the code to paste. */
export interface EmbedMade {
  id: string;
  name: string;
  view: View;
  raw: boolean;
  created: string;
  key: string;
  code: string;
}

/** A key for one view, without its secret. */
export interface EmbedShown {
  id: string;
  name: string;
  view: View;
  raw: boolean;
  created: string;
}

/** One event to insert: everything is optional, `timestamp` defaults to now. */
export interface EventIn {
  timestamp?: string | null;
  duration?: number;
  data?: { [key: string]: Json } | null;
  id?: number | null;
}

/** The data of an event before and after; null: it is taken out. */
export interface Example {
  bucket: string;
  before: { [key: string]: Json };
  after: { [key: string]: Json } | null;
}

/** How many events were, or would be, deleted for their age; by bucket, where there are any. */
export interface Expired {
  events: number;
  buckets: { [key: string]: number };
}

/** An event in an export. */
export interface ExportedEvent {
  timestamp: string;
  duration: number;
  data: { [key: string]: Json };
}

/** Whether a focus session is on, and when it ends. */
export interface FocusAnswer {
  on: boolean;
  since: string | null;
  until: string | null;
}

/** How many events were taken out and changed, how long they are in all, and when they lie. */
export interface Found {
  dropped: number;
  changed: number;
  seconds: number;
  first: string | null;
  last: string | null;
}

/** The same for one project; null: for what has none. */
export interface FoundByProject {
  dropped: number;
  changed: number;
  seconds: number;
  first: string | null;
  last: string | null;
  project: string | null;
}

/** The same for one rule; `records`: of what is no event. */
export interface FoundByRule {
  dropped: number;
  changed: number;
  seconds: number;
  first: string | null;
  last: string | null;
  rule: PrivacyRule;
  records: Found;
}

/** A stored goal; times are ISO text, `modified_at` None until it is changed. */
export interface Goal {
  seconds: number;
  delta?: "day" | "week";
  counts?: "coding" | "everything";
  custom_title?: string | null;
  languages?: string[];
  editors?: string[];
  projects?: string[];
  categories?: string[];
  ignore_days?: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[];
  ignore_zero_days?: boolean;
  improve_by_percent?: number | null;
  is_enabled?: boolean;
  is_inverse?: boolean;
  is_snoozed?: boolean;
  is_tweeting?: boolean;
  snooze_until?: string | null;
  subscribers?: { [key: string]: Json }[];
  id: string;
  created_at: string;
  modified_at?: string | null;
}

/** The names for each of the two things that a goal can count. */
export interface GoalChoices {
  coding: GoalNames;
  everything: GoalNames;
}

/** A goal as it is made. An empty list of names means any; `is_inverse`: at most so much, not at least. `counts`: what editor plug-ins and calendars sent, or also what the other watchers saw. */
export interface GoalIn {
  seconds: number;
  delta?: "day" | "week";
  counts?: "coding" | "everything";
  custom_title?: string | null;
  languages?: string[];
  editors?: string[];
  projects?: string[];
  categories?: string[];
  ignore_days?: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[];
  ignore_zero_days?: boolean;
  improve_by_percent?: number | null;
  is_enabled?: boolean;
  is_inverse?: boolean;
  is_snoozed?: boolean;
  is_tweeting?: boolean;
  snooze_until?: string | null;
  subscribers?: { [key: string]: Json }[];
}

/** What a goal can name, most time first. */
export interface GoalNames {
  languages: string[];
  editors: string[];
  projects: string[];
  categories: string[];
}

/** A day or week of a goal, local days `first` to `last`; `seconds` of `goal_seconds`; `open`: not over yet. `recorded` is false where it was over before anything was recorded of what the goal counts: its status is void. */
export interface GoalPeriod {
  first: string;
  last: string;
  seconds: number;
  goal_seconds: number;
  open: boolean;
  status: "fail" | "ignored" | "pending" | "success";
  recorded: boolean;
}

/** The last seven days or weeks of a goal, oldest first; `status` is that of the last one. */
export interface GoalProgress {
  id: string;
  status: "fail" | "ignored" | "pending" | "success";
  average_status: "fail" | "ignored" | "pending" | "success";
  cumulative_status: "fail" | "ignored" | "pending" | "success";
  periods: GoalPeriod[];
}

/** How far every goal is reached, and in whose days: `today` in the zone `timezone`. */
export interface GoalsProgress {
  today: string;
  timezone: string;
  goals: GoalProgress[];
}

/** What an import did, by bucket. */
export interface ImportAnswer {
  buckets: { [key: string]: ImportCount };
}

/** How many events were new, how many were there already, and how many privacy rules dropped, if any. */
export interface ImportCount {
  events: number;
  skipped: number;
  dropped?: number;
}

/** How many events of how many have been dealt with. */
export interface ImportProgress {
  done: number;
  total: number;
}

/** A database or file, and how far its import is. `complete`: everything of it that may be is in ours. */
export interface ImportSource {
  path: string;
  layout: string | null;
  state: "done" | "failed" | "running" | "waiting";
  message: string | null;
  progress: ImportProgress | null;
  finished: string | null;
  complete: boolean;
  buckets: { [key: string]: ImportedBucket };
  settings: string[];
}

/** One bucket of a source: what the source holds, and what of it is in ours, counted by asking ours. `new` were added and `grown` prolonged by all imports so far; `longer` stand in ours in a later state; `gone` were imported and deleted since; `unreadable` rows could not be understood; `withheld` is what the user's rules keep out. `removed`: the bucket was deleted here and is not imported again. */
export interface ImportedBucket {
  source: Side;
  ours: Side;
  new: number;
  grown: number;
  longer: number;
  gone: number;
  unreadable: number;
  withheld: number;
  removed: boolean;
}

/** Who the server is. */
export interface Info {
  hostname: string;
  version: string;
  testing: boolean;
  device_id: string;
  notices: Notice[];
  damage: Damage | null;
  proof?: string;
}

/** A new key; `key` is its secret. */
export interface KeyMade {
  id: string;
  kind: string;
  name: string;
  owner: string;
  scopes: string[];
  created: string;
  expires: string | null;
  last_used: string | null;
  key: string;
}

/** A key without its secret; `last_used` is the hour of its last use. */
export interface KeyShown {
  id: string;
  kind: string;
  name: string;
  owner: string;
  scopes: string[];
  created: string;
  expires: string | null;
  last_used: string | null;
}

/** A bucket in the list of all; `last_updated` is the end of the event that started last. */
export interface ListedBucket {
  id: string;
  created: string;
  name: string | null;
  type: string;
  client: string;
  hostname: string;
  data: { [key: string]: Json };
  last_updated?: string;
}

/** A line of the server's log; an odd line has only its message. */
export interface LogLine {
  message: string;
  asctime?: string;
  levelname?: string;
}

/** How many lines of how many log files. */
export interface LogsFound {
  files: number;
  lines: number;
}

/** A module as the tray last reported it, with the wish of now. */
export interface Module {
  name: string;
  state: string;
  wanted: boolean;
  location: "bundled" | "system";
  pid: number | null;
  since: string | null;
  reason: string | null;
  restarts: number;
}

/** What runs, and who has sent what when. Without a tray `supervised` is false and there are no modules. */
export interface ModulesAnswer {
  supervised: boolean;
  supervisor: Supervisor | null;
  modules: Module[];
  seen: string | null;
  receipts: { [key: string]: Receipt };
}

/** From this local day on (an ISO date) the computer was in this zone (an IANA name). */
export interface NotedZone {
  from: string;
  zone: string;
}

/** `kind` for programs; `title` and `message` for people, without anything that was recorded. */
export interface Notice {
  kind: string;
  title: string;
  message: string;
}

/** The owner's own key of a kind. */
export interface OwnKey {
  kind: string;
  key: string;
}

/** Whether recording is paused; `until` null: until resumed by hand. */
export interface PauseAnswer {
  paused: boolean;
  since: string | null;
  until: string | null;
}

/** All rules, and whether they apply; `problem` says why some of what is stored cannot be used. */
export interface PrivacyAnswer {
  enabled: boolean;
  version: string;
  built_in: BuiltInRules[];
  rules: PrivacyRule[];
  problem: string | null;
}

/** What of an event may be recorded: see the page about privacy. */
export interface PrivacyRule {
  field: string;
  pattern: string;
  action: "drop" | "redact" | "rename";
  enabled?: boolean;
  replacement?: string;
  target?: string | string[];
  bucket_prefix?: string;
  bucket_pattern?: string;
}

/** An application or site; `own`: its level is its own, not that of its category. */
export interface ProductiveActivity {
  name: string;
  category: string;
  level: number;
  seconds: number;
  own: boolean;
}

/** A day with time in it; `levels` from "-2" … "2" to seconds. */
export interface ProductiveDay {
  date: string;
  pulse: number;
  seconds: number;
  levels: { [key: string]: number };
}

/** An hour of the day, 0 to 23, over all days. */
export interface ProductiveHour {
  hour: number;
  levels: { [key: string]: number };
}

/** What share of some days was worth it; `pulse` 0 to 100, null without time; `scored_seconds` have a category. `timezones`: the zones in which these days were lived and are cut, in that order. */
export interface Productivity {
  first: string;
  last: string;
  timezones: string[];
  pulse: number | null;
  seconds: number;
  scored_seconds: number;
  levels: { [key: string]: number };
  days: ProductiveDay[];
  hours: ProductiveHour[];
  activities: ProductiveActivity[];
}

/** What a purge did; `complete` false: what `failed` names is not clean yet. */
export interface PurgeAnswer {
  events: Found;
  rules: FoundByRule[];
  buckets: { [key: string]: Found };
  records: { [key: string]: RecordsFound };
  copies: CopyFound[];
  queues: QueueFound[];
  logs: LogsFound;
  untouched: Untouched[];
  failed: string[];
  complete: boolean;
}

/** What waited in a client's queue; `deleted`: a damaged one, which is gone. */
export interface QueueFound {
  path: string;
  dropped: number;
  changed: number;
  deleted: boolean;
}

/** Up to when the newest event lasts, if it ended at most so many seconds before. */
export interface Reach {
  until: string;
  seconds: number;
}

/** How far the newest window and AFK event reach; null when their watcher is not heard of. */
export interface Reaches {
  window: Reach | null;
  afk: Reach | null;
}

/** When a client last sent something that was accepted, and how many seconds ago that is. */
export interface Receipt {
  last: string | null;
  age: number;
}

/** The same of records that are no events, and by project, most time first. */
export interface RecordsFound {
  dropped: number;
  changed: number;
  seconds: number;
  first: string | null;
  last: string | null;
  projects: FoundByProject[];
}

/** How many events, and how long they are together. */
export interface Side {
  events: number;
  seconds: number;
}

/** An event as it is stored; `duration` in seconds. The id is null while paused, when nothing is stored. */
export interface StoredEvent {
  id: number | null;
  timestamp: string;
  duration: number;
  data: { [key: string]: Json };
}

/** A piece of the day; `label` says it in words. */
export interface StripPiece {
  start: string;
  end: string;
  state: "active" | "afk" | "asleep" | "no-data" | "paused";
  label: string;
}

/** The tray that supervises. */
export interface Supervisor {
  pid: number;
  version: string;
}

/** Active time of a window title. */
export interface TitleTime {
  app: string;
  title: string;
  seconds: number;
}

/** Where the day went. */
export interface TodayAnswer {
  date: string;
  timezone: string;
  start: string;
  end: string;
  now: string;
  hostname: string;
  active_seconds: number;
  apps: AppTime[];
  titles: TitleTime[];
  strip: StripPiece[];
  reach: Reaches;
  watchers: WatcherState[];
  pause: PauseAnswer;
  notices: Notice[];
}

/** A file that may hold the same, and why it was left alone. */
export interface Untouched {
  path: string;
  why: string;
}

/** What is looked at, in the words of RescueTime's API; `search`: words that must stand in the names; `period`: days counted from the day on which it is looked at, `week` from Sunday on. */
export interface View {
  perspective?: "interval" | "member" | "rank";
  kind?: "activity" | "category" | "document" | "efficiency" | "overview" | "productivity";
  resolution?: "day" | "hour" | "minute" | "month" | "week";
  period?: "last_30_days" | "last_7_days" | "month" | "today" | "week" | "year" | "yesterday";
  thing?: string;
  thingy?: string;
  project?: string;
  search?: string;
}

/** How a watcher that the day needs is doing. */
export interface WatcherState {
  name: string;
  bucket: string | null;
  state: "never" | "ok" | "paused" | "silent" | "stopped";
  last_seen: string | null;
  reason: string;
}

/** One attempt, and what came of it. */
export interface WebhookDelivery {
  at: string;
  event: string;
  result: string;
  taken: boolean;
}

/** A new webhook; `secret` is what its messages are signed with. */
export interface WebhookMade {
  id: string;
  url: string;
  enabled: boolean;
  events: string[];
  owner: string;
  created: string;
  waiting: number;
  last: string | null;
  last_event: string | null;
  last_result: string | null;
  deliveries: WebhookDelivery[];
  secret: string;
}

/** An address that is told of days; `waiting` messages are tried again, `last_*` say what came of the last one. `deliveries` are the newest twenty attempts, newest first. */
export interface WebhookShown {
  id: string;
  url: string;
  enabled: boolean;
  events: string[];
  owner: string;
  created: string;
  waiting: number;
  last: string | null;
  last_event: string | null;
  last_result: string | null;
  deliveries: WebhookDelivery[];
}

/** Whether a message was taken, and what the other side said. */
export interface WebhookTested {
  taken: boolean;
  result: string;
}

/** The zone of now; and the changes noted so far, oldest first. */
export interface ZonesAnswer {
  current: string;
  days: NotedZone[];
}
