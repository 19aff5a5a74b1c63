/**
 * A typed client of the whole REST API. No Vue here: usable alone, in any page, program or test.
 *
 * Every method throws `Unreachable` when nobody answers in time, `Refused` on any answer but success, `Cancelled`
 * when its signal was aborted. Bucket ids and setting keys may hold any character but a slash.
 */
import { PATHS } from "./paths";
import { Transport, type TransportOptions } from "./transport";
import type {
  About,
  AppMade,
  AppShown,
  AppTokenShown,
  BackupCopy,
  BackupsAnswer,
  Bucket,
  BucketChange,
  BucketExport,
  CategoriesAnswer,
  DryRunAnswer,
  EmbedMade,
  EmbedShown,
  EventsQuery,
  Expired,
  Focus,
  Goal,
  GoalChoices,
  GoalsProgress,
  ImportAnswer,
  ImportSource,
  Info,
  Json,
  KeyMade,
  KeyShown,
  ListedBucket,
  LogLine,
  ModulesAnswer,
  NewBucket,
  NewEmbed,
  NewEvent,
  NewGoal,
  OwnKey,
  Pause,
  PauseLength,
  Productivity,
  PrivacyAnswer,
  PrivacyRule,
  PurgeAnswer,
  StoredEvent,
  Today,
  WebhookMade,
  WebhookShown,
  WebhookTested,
  ZonesAnswer,
} from "./types";

export type { TransportOptions as ClientOptions } from "./transport";

/** A query over a year may take longer than other requests; the server's own limit is 60 s. */
const QUERY_PATIENCE = 65_000;
/** Files of years are read and written while they are transferred. */
const TRANSFER_PATIENCE = 600_000;

export class ApiClient {
  private readonly transport: Transport;

  constructor(options: TransportOptions = {}) {
    this.transport = new Transport(options);
  }

  // --- The server --------------------------------------------------------------------------------------------------

  /** Who answers: host name and version. */
  info(): Promise<Info> {
    return this.transport.json("GET", PATHS.info);
  }

  /** Where everything lies, and whether it starts at login. */
  about(): Promise<About> {
    return this.transport.json("GET", "/about");
  }

  /** Ask the tray to start at login or not; `about` says when it is done. */
  startAtLogin(enabled: boolean): Promise<object> {
    return this.transport.json("POST", "/start-at-login", { body: { enabled } });
  }

  /** The newest 500 lines of the server's log, oldest first. */
  log(): Promise<LogLine[]> {
    return this.transport.json("GET", "/log");
  }

  // --- Buckets -----------------------------------------------------------------------------------------------------

  /** Every bucket by id. */
  buckets(signal?: AbortSignal): Promise<Record<string, ListedBucket>> {
    return this.transport.json("GET", PATHS.buckets, { signal });
  }

  bucket(id: string): Promise<Bucket> {
    return this.transport.json("GET", bucketPath(id));
  }

  /** Whether it was new; one that exists is left as it is. */
  async createBucket(id: string, bucket: NewBucket): Promise<boolean> {
    const answer = await this.transport.json("POST", bucketPath(id), { body: bucket, accept: [304] });
    return answer !== undefined;
  }

  /** Change what is named. */
  changeBucket(id: string, change: BucketChange): Promise<object> {
    return this.transport.json("PUT", bucketPath(id), { body: change });
  }

  /** Delete a bucket with all its events; there is no way back but an export. */
  deleteBucket(id: string): Promise<object> {
    return this.transport.json("DELETE", `${bucketPath(id)}?force=1`);
  }

  // --- Events ------------------------------------------------------------------------------------------------------

  /** Newest first; cut to the period. */
  events(id: string, query: EventsQuery = {}, signal?: AbortSignal): Promise<StoredEvent[]> {
    return this.transport.json("GET", `${bucketPath(id)}/events${search(query)}`, {
      signal,
      timeout: QUERY_PATIENCE,
    });
  }

  event(id: string, event: number): Promise<StoredEvent> {
    return this.transport.json("GET", `${bucketPath(id)}/events/${event}`);
  }

  /** How many events touch the period. */
  eventCount(id: string, query: Pick<EventsQuery, "start" | "end"> = {}): Promise<number> {
    return this.transport.json("GET", `${bucketPath(id)}/events/count${search(query)}`);
  }

  /** All or none; one with the id of an event of this bucket replaces that one. Answers with what is stored. */
  insertEvents(id: string, events: readonly NewEvent[]): Promise<StoredEvent[]> {
    return this.transport.json("POST", `${bucketPath(id)}/events`, { body: events });
  }

  /** Whether there was such an event. */
  async deleteEvent(id: string, event: number): Promise<boolean> {
    const { success } = await this.transport.json<{ success: boolean }>("DELETE", `${bucketPath(id)}/events/${event}`);
    return success;
  }

  /** `pulsetime`: seconds within which an equal event prolongs the newest one. */
  heartbeat(id: string, event: NewEvent & { timestamp: string }, pulsetime: number): Promise<StoredEvent> {
    return this.transport.json("POST", `${bucketPath(id)}/heartbeat?pulsetime=${pulsetime}`, { body: event });
  }

  // --- Queries -----------------------------------------------------------------------------------------------------

  /** One answer for each period (`start/end`, ISO 8601). A mistake is `Refused` with its place. */
  query<T = Json>(
    statements: readonly string[],
    periods: readonly string[],
    signal?: AbortSignal,
    more: readonly { query: readonly string[]; timeperiods: readonly string[] }[] = [],
  ): Promise<T[]> {
    const question = { query: statements, timeperiods: periods };
    return this.transport.json("POST", PATHS.query, {
      body: more.length > 0 ? { ...question, more } : question,
      signal,
      timeout: QUERY_PATIENCE,
    });
  }

  // --- Files -------------------------------------------------------------------------------------------------------

  /** Where a browser downloads everything from, or one bucket. */
  exportAddress(id?: string): string {
    return this.transport.address(id === undefined ? "/export" : `${bucketPath(id)}/export`);
  }

  /** What a file would hold; everything with all events, which may be large. */
  export(id?: string): Promise<{ buckets: Record<string, BucketExport> }> {
    const path = id === undefined ? "/export" : `${bucketPath(id)}/export`;
    return this.transport.json("GET", path, { timeout: TRANSFER_PATIENCE });
  }

  /** The file of one bucket, or of everything, as it is sent; `seen` gets each piece. A link could not carry a key. */
  exportFile(id: string | null, seen: (piece: Uint8Array) => void, signal?: AbortSignal): Promise<Blob> {
    const path = id === null ? "/export" : `${bucketPath(id)}/export`;
    return this.transport.blob(path, seen, { signal, timeout: TRANSFER_PATIENCE });
  }

  /** Take in files of an export; all are checked before one is taken in. */
  import(files: readonly Blob[]): Promise<ImportAnswer> {
    return this.transport.json("POST", "/import", { body: formOf(files), timeout: TRANSFER_PATIENCE });
  }

  /** What `import` would add; nothing is stored. */
  previewImport(files: readonly Blob[], signal?: AbortSignal): Promise<ImportAnswer> {
    return this.transport.json("POST", "/import?dry_run=true", {
      body: formOf(files),
      timeout: TRANSFER_PATIENCE,
      signal,
    });
  }

  // --- Settings ----------------------------------------------------------------------------------------------------

  settings(): Promise<Record<string, Json>> {
    return this.transport.json("GET", PATHS.settings);
  }

  /** `null` when it is not set. */
  setting(key: string): Promise<Json> {
    return this.transport.json("GET", settingPath(key));
  }

  storeSetting(key: string, value: Json): Promise<Json> {
    return this.transport.json("POST", settingPath(key), { body: value });
  }

  deleteSetting(key: string): Promise<object> {
    return this.transport.json("DELETE", settingPath(key));
  }

  /** The category rules in effect: the stored ones, or the default catalogue's while none are stored. */
  categories(): Promise<CategoriesAnswer> {
    return this.transport.json("GET", PATHS.categories);
  }

  // --- Privacy, keys, other databases --------------------------------------------------------------------------------

  /** All privacy rules, and whether they apply. */
  privacy(): Promise<PrivacyAnswer> {
    return this.transport.json("GET", "/privacy");
  }

  switchPrivacy(enabled: boolean): Promise<PrivacyAnswer> {
    return this.transport.json("POST", "/privacy", { body: { enabled } });
  }

  /** What these rules (or those that are set) would take out of what was recorded; nothing is changed. */
  privacyDryRun(rules?: readonly PrivacyRule[], signal?: AbortSignal): Promise<DryRunAnswer> {
    const body = rules ? { rules } : {};
    return this.transport.json("POST", "/privacy/dry-run", { body, signal, timeout: TRANSFER_PATIENCE });
  }

  /** Take it out for good, from wherever it is. */
  privacyPurge(rules?: readonly PrivacyRule[]): Promise<PurgeAnswer> {
    return this.transport.json("POST", "/privacy/purge", { body: rules ? { rules } : {}, timeout: TRANSFER_PATIENCE });
  }

  /** Delete, or only count, what is older than the setting `privacy_retention` lets it be. */
  expire(dryRun: boolean): Promise<Expired> {
    return this.transport.json("POST", "/privacy/retention", { body: { dry_run: dryRun }, timeout: TRANSFER_PATIENCE });
  }

  /** Without their secrets. */
  keys(): Promise<KeyShown[]> {
    return this.transport.json("GET", "/keys");
  }

  /** The answer holds the secret, this once. */
  createKey(key: { name: string; kind?: "api" | "embed"; scopes: readonly string[]; expires?: string }): Promise<KeyMade> {
    return this.transport.json("POST", "/keys", { body: key });
  }

  revokeKey(id: string): Promise<object> {
    return this.transport.json("DELETE", `/keys/${encodeURIComponent(id)}`);
  }

  /** Applications that were let in, without their secrets. */
  apps(): Promise<AppShown[]> {
    return this.transport.json("GET", "/apps");
  }

  /** The answer holds the secret, this once. Without scopes it may ask for whatever there is. */
  createApp(app: { name: string; redirect_uris: readonly string[]; scopes: readonly string[] }): Promise<AppMade> {
    return this.transport.json("POST", "/apps", { body: app });
  }

  /** Where it may send people back to, and the most it may ask for. */
  changeApp(id: string, change: { redirect_uris?: readonly string[]; scopes?: readonly string[] }): Promise<AppShown> {
    return this.transport.json("PATCH", `/apps/${encodeURIComponent(id)}`, { body: change });
  }

  /** What it was given and can still use or renew. */
  appTokens(id: string, signal?: AbortSignal): Promise<AppTokenShown[]> {
    return this.transport.json("GET", `/apps/${encodeURIComponent(id)}/tokens`, { signal });
  }

  revokeToken(app: string, token: string): Promise<object> {
    return this.transport.json("DELETE", `/apps/${encodeURIComponent(app)}/tokens/${encodeURIComponent(token)}`);
  }

  /** Put an application out: its tokens end, and what it sent is deleted. */
  deleteApp(id: string): Promise<object> {
    return this.transport.json("DELETE", `/apps/${encodeURIComponent(id)}`);
  }

  /** Addresses that are told of days, without their secrets. */
  webhooks(): Promise<WebhookShown[]> {
    return this.transport.json("GET", "/webhooks");
  }

  /** A new one, off unless asked for; the answer holds the secret that signs its messages, this once. */
  createWebhook(webhook: { url: string; enabled: boolean }): Promise<WebhookMade> {
    return this.transport.json("POST", "/webhooks", { body: webhook });
  }

  /** Send a message that holds nothing of what was recorded; answers with what came of it. */
  testWebhook(id: string): Promise<WebhookTested> {
    return this.transport.json("POST", `/webhooks/${encodeURIComponent(id)}/test`, { timeout: QUERY_PATIENCE });
  }

  /** Switch one on or off, or send to another address; what waited for the old one is dropped. */
  changeWebhook(id: string, change: { enabled?: boolean; url?: string; events?: string[] }): Promise<WebhookShown> {
    return this.transport.json("PATCH", `/webhooks/${encodeURIComponent(id)}`, { body: change });
  }

  deleteWebhook(id: string): Promise<object> {
    return this.transport.json("DELETE", `/webhooks/${encodeURIComponent(id)}`);
  }

  /** The person's own key for programs of another API, the same one each time. */
  ownKey(kind: "wakatime" | "rescuetime"): Promise<OwnKey> {
    return this.transport.json("GET", `/keys/own/${kind}`);
  }

  /** Copies of the database, newest first, and when they are made. */
  backups(): Promise<BackupsAnswer> {
    return this.transport.json("GET", "/backups");
  }

  /** Make a copy now; answers when it is complete and was read through. */
  makeBackup(): Promise<BackupCopy> {
    return this.transport.json("POST", "/backups", { timeout: TRANSFER_PATIENCE });
  }

  /** Databases of other servers that were found, and what was taken from each. */
  imports(): Promise<ImportSource[]> {
    return this.transport.json("GET", "/imports");
  }

  /** Import a file of the server's computer, in the background. */
  importFrom(path: string): Promise<ImportSource> {
    return this.transport.json("POST", "/imports", { body: { path } });
  }

  // --- Recording ---------------------------------------------------------------------------------------------------

  /**
   * A day's figures and strip, today's without a date; `timezone` is an IANA name such as `Europe/Berlin`. `offline`:
   * with what was done away from any computer.
   */
  today(timezone: string, date?: string, signal?: AbortSignal, offline = true): Promise<Today> {
    return this.transport.json("GET", PATHS.today(timezone, date, offline), { signal });
  }

  /** The zone of the server's computer, and since which day which one was noted. */
  zones(signal?: AbortSignal): Promise<ZonesAnswer> {
    return this.transport.json("GET", "/zones", { signal });
  }

  /** What share of the local days `first` to `last`, both included, was worth it. */
  productivity(first: string, last: string, signal?: AbortSignal): Promise<Productivity> {
    return this.transport.json("GET", `/productivity?first=${first}&last=${last}`, { signal });
  }

  // --- Goals -------------------------------------------------------------------------------------------------------

  /** Oldest first. */
  goals(signal?: AbortSignal): Promise<Goal[]> {
    return this.transport.json("GET", "/goals", { signal });
  }

  /** How far each is reached, over the last seven days or weeks. */
  goalProgress(signal?: AbortSignal): Promise<GoalsProgress> {
    return this.transport.json("GET", "/goals/progress", { signal, timeout: QUERY_PATIENCE });
  }

  /** What a goal can name, most time first. */
  goalChoices(): Promise<GoalChoices> {
    return this.transport.json("GET", "/goals/choices", { timeout: QUERY_PATIENCE });
  }

  createGoal(goal: NewGoal): Promise<Goal> {
    return this.transport.json("POST", "/goals", { body: goal });
  }

  /** Under an id of its own, whether or not it is there: how a deleted one comes back. */
  putGoal(id: string, goal: NewGoal): Promise<Goal> {
    return this.transport.json("PUT", `/goals/${encodeURIComponent(id)}`, { body: goal });
  }

  deleteGoal(id: string): Promise<object> {
    return this.transport.json("DELETE", `/goals/${encodeURIComponent(id)}`);
  }

  // --- Focus -------------------------------------------------------------------------------------------------------

  focus(): Promise<Focus> {
    return this.transport.json("GET", "/focus");
  }

  /** `null`: for the rest of the day. */
  startFocus(minutes: number | null): Promise<Focus> {
    return this.transport.json("POST", "/focus", { body: minutes === null ? {} : { minutes } });
  }

  endFocus(): Promise<Focus> {
    return this.transport.json("DELETE", "/focus");
  }

  // --- Embedded charts ---------------------------------------------------------------------------------------------

  embeds(signal?: AbortSignal): Promise<EmbedShown[]> {
    return this.transport.json("GET", "/embeds", { signal });
  }

  /** A new one, with its key and the code to paste, this once. */
  createEmbed(embed: NewEmbed): Promise<EmbedMade> {
    return this.transport.json("POST", "/embeds", { body: embed });
  }

  /** Switch its raw data on or off. */
  changeEmbed(id: string, raw: boolean): Promise<EmbedShown> {
    return this.transport.json("PATCH", `/embeds/${encodeURIComponent(id)}`, { body: { raw } });
  }

  revokeEmbed(id: string): Promise<object> {
    return this.transport.json("DELETE", `/embeds/${encodeURIComponent(id)}`);
  }

  pauseState(): Promise<Pause> {
    return this.transport.json("GET", "/pause");
  }

  pause(length: PauseLength): Promise<Pause> {
    return this.transport.json("POST", "/pause", { body: length });
  }

  resume(): Promise<Pause> {
    return this.transport.json("DELETE", "/pause");
  }

  /** What runs, as far as the tray has told, and when each client last sent something. */
  modules(): Promise<ModulesAnswer> {
    return this.transport.json("GET", "/modules");
  }

  /** Wish that a module runs, rests or restarts; 409 without a tray. */
  steerModule(name: string, wish: { wanted: boolean } | { action: "restart" }): Promise<object> {
    return this.transport.json("POST", `/modules/${encodeURIComponent(name)}`, { body: wish });
  }
}

function formOf(files: readonly Blob[]): FormData {
  const form = new FormData();
  for (const file of files) form.append("buckets.json", file);
  return form;
}

function bucketPath(id: string): string {
  return `/buckets/${encodeURIComponent(id)}`;
}

function settingPath(key: string): string {
  return `/settings/${encodeURIComponent(key)}`;
}

function search(query: EventsQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}` : "";
}
