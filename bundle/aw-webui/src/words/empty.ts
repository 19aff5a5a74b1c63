/** Why a panel is empty, and what to do about it. */
import { catalogue } from "@/i18n";

export const emptyWords = catalogue(
  {
    "no-bucket": "Nothing has recorded this yet",
    "no-bucketText": (what: string) => `No watcher has sent ${what} to this server. It appears here as soon as one does.`,
    "host-mismatch": "Recorded under another computer's name",
    "host-mismatchText": (host: string, others: string) =>
      `There is data of ${others}, but none of ${host}. Choose that device above, or give its data the right name under Raw data.`,
    "watcher-down": "The watcher is silent",
    "watcher-downText": (name: string, seen: string) =>
      `${name} was last heard from ${seen}. Tick it under Modules, or look into its log.`,
    paused: "Recording is paused",
    pausedText: "What happens now is not recorded. Resume it with the button Resume.",
    "no-data": "Nothing in this time",
    "no-dataText": "Nothing was recorded in this period.",
    future: "This lies ahead",
    futureText: "The period has not begun yet.",
    filtered: "Nothing passes the filter",
    filteredText: "There is data in this period; the filter above leaves none of it.",
    toModules: "See what records",
    toBuckets: "To raw data",
    toIntegrations: "Connect a browser or an editor",
    toStopwatch: "To the stopwatch",
    windows: "windows",
    presence: "whether somebody was there",
    pages: "web pages (browser extension)",
    editing: "what was edited (editor plug-in)",
    stopwatch: "stopwatch entries",
  },
  {
    "no-bucket": "Das hat noch niemand aufgezeichnet",
    "no-bucketText": (what: string) => `Kein Watcher hat diesem Server ${what} gesendet. Sobald einer das tut, erscheint es hier.`,
    "host-mismatch": "Unter dem Namen eines anderen Rechners aufgezeichnet",
    "host-mismatchText": (host: string, others: string) =>
      `Es gibt Daten von ${others}, aber keine von ${host}. Wählen Sie oben dieses Gerät, oder geben Sie den Daten unter Rohdaten den richtigen Namen.`,
    "watcher-down": "Der Watcher schweigt",
    "watcher-downText": (name: string, seen: string) =>
      `${name} hat sich zuletzt ${seen} gemeldet. Setzen Sie unter Module den Haken, oder sehen Sie in sein Protokoll.`,
    paused: "Die Aufzeichnung pausiert",
    pausedText: "Was jetzt geschieht, wird nicht aufgezeichnet. Mit „Fortsetzen“ geht es weiter.",
    "no-data": "Nichts in dieser Zeit",
    "no-dataText": "In diesem Zeitraum wurde nichts aufgezeichnet.",
    future: "Das liegt noch vor Ihnen",
    futureText: "Der Zeitraum hat noch nicht begonnen.",
    filtered: "Der Filter lässt nichts übrig",
    filteredText: "In diesem Zeitraum gibt es Daten; der Filter oben lässt keine davon übrig.",
    toModules: "Ansehen, was aufzeichnet",
    toBuckets: "Zu den Rohdaten",
    toIntegrations: "Browser oder Editor verbinden",
    toStopwatch: "Zur Stoppuhr",
    windows: "Fenster",
    presence: "ob jemand da war",
    pages: "Webseiten (Browser-Erweiterung)",
    editing: "was bearbeitet wurde (Editor-Plug-in)",
    stopwatch: "Einträge der Stoppuhr",
  },
);
