/** Focus sessions. */
import { catalogue, counted } from "@/i18n";

export const focusWords = catalogue(
  {
    start: "Focus",
    choose: "Work undisturbed for",
    minutes: (minutes: number) => counted(minutes, "minute", "minutes"),
    rest: "the rest of the day",
    on: (until: string) => `Focus until ${until}`,
    left: (minutes: number) => `${counted(minutes, "minute", "minutes")} left`,
    end: "End focus",
    started: (until: string) => `Focus until ${until}. It ends by itself.`,
    ended: "The focus session has ended.",
    failed: (why: string) => `That did not work: ${why}`,
  },
  {
    start: "Fokus",
    choose: "Ungestört arbeiten für",
    minutes: (minutes: number) => counted(minutes, "Minute", "Minuten"),
    rest: "den Rest des Tages",
    on: (until: string) => `Fokus bis ${until}`,
    left: (minutes: number) => `noch ${counted(minutes, "Minute", "Minuten")}`,
    end: "Fokus beenden",
    started: (until: string) => `Fokus bis ${until}. Er endet von selbst.`,
    ended: "Der Fokus ist beendet.",
    failed: (why: string) => `Das ging nicht: ${why}`,
  },
);
