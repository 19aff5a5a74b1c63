/** The user's settings: the ecosystem's keys and shapes, kept on the server, one key each. */
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Json } from "@/api";
import { api } from "@/api/instance";
import { DEFAULTS, readSetting, type UserSettings } from "@/util/settings";

export const useSettingsStore = defineStore("settings", () => {
  /** What the server holds, keys of other programs included; `null` until it was asked. */
  const stored = shallowRef<Record<string, Json> | null>(null);
  let asking: Promise<void> | null = null;

  /** Every setting with its default where none, or none that makes sense, is stored. */
  const settings = computed<UserSettings>(() => {
    const values = stored.value ?? {};
    const read = Object.keys(DEFAULTS).map((key) => [key, readSetting(key as keyof UserSettings, values[key])]);
    return Object.fromEntries(read) as UserSettings;
  });
  const loaded = computed(() => stored.value !== null);

  /** Ask once, however many parts of the page want to know. Throws what the client throws. */
  function ensure(): Promise<void> {
    if (stored.value !== null) return Promise.resolve();
    return load();
  }

  /** Ask again. */
  function load(): Promise<void> {
    asking ??= api
      .settings()
      .then((answer) => void (stored.value = answer))
      .finally(() => (asking = null));
    return asking;
  }

  /**
   * Store what differs from what is stored, one request a key; nothing is sent for what is the same. A value that
   * equals the default of a key that was never stored is not stored either. Throws at the first refusal.
   */
  async function save(changes: Partial<UserSettings>): Promise<void> {
    await ensure();
    for (const [key, value] of Object.entries(changes) as [keyof UserSettings, Json][]) {
      const held = stored.value?.[key];
      const before = held === undefined || held === null ? DEFAULTS[key] : held;
      if (JSON.stringify(before) === JSON.stringify(value)) continue;
      await api.storeSetting(key, value);
      stored.value = { ...stored.value, [key]: value };
    }
  }

  /** Any other key, for programs that keep theirs here (`watchers.<name>`). */
  async function saveRaw(key: string, value: Json): Promise<void> {
    if (JSON.stringify(stored.value?.[key]) === JSON.stringify(value)) return;
    await api.storeSetting(key, value);
    stored.value = { ...stored.value, [key]: value };
  }

  /** Back to the default. */
  async function reset(key: keyof UserSettings): Promise<void> {
    await api.deleteSetting(key);
    const { [key]: _, ...rest } = stored.value ?? {};
    stored.value = rest;
  }

  return { stored, settings, loaded, ensure, load, save, saveRaw, reset };
});
