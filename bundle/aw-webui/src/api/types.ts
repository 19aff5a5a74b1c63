/**
 * Shapes of the REST API (`/api/0`): those of the server's own description, under the names that the pages use.
 *
 * `schema.ts` is written from `/api/openapi.json` (a test compares them), so a shape here cannot differ from what the
 * server sends. Times are ISO 8601 strings with an offset, durations seconds.
 */
import type * as Schema from "./schema";

export type {
  About,
  AppMade,
  AppShown,
  AppTokenShown,
  BackupCopy,
  BackupsAnswer,
  Bucket,
  BucketExport,
  BucketChange,
  CategoriesAnswer,
  CategoryClass,
  DryRunAnswer,
  EmbedMade,
  EmbedShown,
  Expired,
  Goal,
  GoalChoices,
  GoalPeriod,
  GoalProgress,
  GoalsProgress,
  ImportAnswer,
  ImportSource,
  Info,
  KeyMade,
  KeyShown,
  ListedBucket,
  LogLine,
  Module,
  ModulesAnswer,
  OwnKey,
  PrivacyAnswer,
  PrivacyRule,
  ProductiveActivity,
  Productivity,
  PurgeAnswer,
  Receipt,
  WebhookMade,
  WebhookShown,
  WebhookTested,
  ZonesAnswer,
} from "./schema";
export type { BucketIn as NewBucket, EmbedIn as NewEmbed, GoalIn as NewGoal, EventIn as NewEvent, View as EmbeddedView } from "./schema";

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An event as stored, or as a query makes one; `id` is null where nothing is stored. */
export type StoredEvent = Schema.StoredEvent;

export interface EventsQuery {
  /** At most so many, the newest; absent: all. */
  limit?: number | undefined;
  start?: string | undefined;
  end?: string | undefined;
}

export type Pause = Schema.PauseAnswer;
export type Focus = Schema.FocusAnswer;
/** How long a pause lasts: a number of seconds, or up to a moment (`null`: until somebody resumes). */
export type PauseLength = { seconds: number } | { until: string | null };

export type StripState = Schema.StripPiece["state"];
/** A stretch of the day in one state; the strip covers start..now without hole or overlap. */
export type StripSegment = Omit<Schema.StripPiece, "label"> & { label?: string };
export type AppTime = Schema.AppTime;
export type TitleTime = Schema.TitleTime;
export type WatcherStatus = Schema.WatcherState;
export type WatcherState = WatcherStatus["state"];
export type Today = Schema.TodayAnswer;
