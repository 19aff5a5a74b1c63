/** The question about everything this person did: all devices, counted once, by the person's settings. */
import type { ListedBucket } from "@/api";
import { activeDevices, bucketsOf, devicesOf } from "@/util/devices";
import type { UserSettings } from "@/util/settings";
import type { DeviceBuckets, Question } from "./canonical";

export function deviceBuckets(buckets: readonly ListedBucket[], hostname: string): DeviceBuckets {
  return {
    window: bucketsOf(buckets, "window", hostname),
    afk: bucketsOf(buckets, "afk", hostname),
    browser: bucketsOf(buckets, "browser", hostname),
    editor: bucketsOf(buckets, "editor", hostname),
    stopwatch: bucketsOf(buckets, "stopwatch", hostname),
  };
}

export function everywhere(buckets: readonly ListedBucket[], settings: UserSettings): Question {
  const devices = activeDevices(devicesOf(buckets)).map(({ hostname }) => deviceBuckets(buckets, hostname));
  return { devices, alwaysActive: settings.always_active_pattern };
}
