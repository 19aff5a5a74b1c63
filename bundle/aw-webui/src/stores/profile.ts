/** The owner's profile for WakaTime's programs: read from the setting `wakatime`, changed one value at a time. */
import { defineStore } from "pinia";
import { computed } from "vue";
import { messageOf } from "@/api";
import { words } from "@/i18n";
import { useSettingsStore } from "@/stores/settings";
import { useToastsStore } from "@/stores/toasts";
import { readProfile, SETTING, withChange, type Profile, type ProfileKey } from "@/util/wakatime";
import { commonWords } from "@/words/common";

export const useProfileStore = defineStore("profile", () => {
  const settings = useSettingsStore();
  const c = words(commonWords);
  const profile = computed(() => readProfile(settings.stored?.[SETTING]));

  /** Store one value; says so, and says why not. Whether it was stored. */
  async function save<K extends ProfileKey>(key: K, value: Profile[K], told: string = c.saved): Promise<boolean> {
    if (JSON.stringify(profile.value[key]) === JSON.stringify(value)) return true;
    const before = settings.stored?.[SETTING];
    try {
      // Somebody else may have changed it since the page was opened.
      await settings.load();
      await settings.saveRaw(SETTING, withChange(settings.stored?.[SETTING], key, value));
      useToastsStore().done(told, () => settings.saveRaw(SETTING, before ?? {}));
      return true;
    } catch (error) {
      useToastsStore().problem(c.saveFailed(messageOf(error)));
      return false;
    }
  }

  return { profile, ensure: settings.ensure, save };
});
