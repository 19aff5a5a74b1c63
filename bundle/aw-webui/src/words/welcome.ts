/** The very first page, and the switch for the login. */
import { catalogue } from "@/i18n";

export const welcomeWords = catalogue(
  {
    notYet: "It may still be starting. This page keeps trying and recovers by itself.",
    hello: "Welcome",
    fills: "Your day fills by itself from now on, and it stays on this computer.",
    seeDay: "See my day",
    recordedTitle: "What is recorded",
    recorded: {
      window: "The window in front: which application, and its title (often the name of a page or document).",
      presence: "Whether you are at the computer: keyboard or mouse in use, never which keys.",
      pause: "When you pause.",
    },
    never: "Never",
    neverText: "What you type, your clipboard, pictures of the screen, your files, where you are.",
    pauseTitle: "When it should not look",
    pauseWord: "Pause",
    pauseText:
      "in the menu of these pages, or in the menu of the tray icon: for 15 minutes, an hour, or until tomorrow. Meanwhile nothing is recorded, whichever program sends it.",
    iconText: "The tray icon shows two bars while it is paused, and an exclamation mark when something fails.",
    login: "Start at login",
    placesTitle: "Where it lies",
    places: { data: "What was recorded", settings: "Settings", logs: "Logs" },
    placesText: "Only your user account can read these files. There is no account and no cloud.",
    recording: {
      recording: "ActivityWatch is recording",
      starting: "ActivityWatch is starting",
      paused: "Recording is paused",
      trouble: "Not everything is being recorded",
    },
    loginStates: {
      on: "ActivityWatch starts by itself when you log in.",
      off: "It is off: after the next login nothing is recorded until you start ActivityWatch.",
      "no-tray":
        "The tray icon switches this, and it is not running. Start ActivityWatch from the application menu, or run aw-qt in a terminal; the switch then appears here.",
      unknown: "This system offers no such switch. Add aw-qt to the programs that your desktop starts at login.",
    },
    notKept: "The system did not keep the change.",
  },
  {
    notYet: "Vielleicht startet er noch. Die Seite versucht es weiter und erholt sich von selbst.",
    hello: "Willkommen",
    fills: "Ihr Tag füllt sich von jetzt an von selbst, und er bleibt auf diesem Rechner.",
    seeDay: "Meinen Tag ansehen",
    recordedTitle: "Was aufgezeichnet wird",
    recorded: {
      window: "Das Fenster im Vordergrund: welche Anwendung, und ihr Titel (oft der Name einer Seite oder eines Dokuments).",
      presence: "Ob Sie am Rechner sind: dass Tastatur oder Maus benutzt wird, nie welche Tasten.",
      pause: "Wann Sie pausieren.",
    },
    never: "Niemals",
    neverText: "Was Sie tippen, Ihre Zwischenablage, Bilder des Bildschirms, Ihre Dateien, wo Sie sind.",
    pauseTitle: "Wenn es nicht hinsehen soll",
    pauseWord: "Pause",
    pauseText:
      "im Menü dieser Seiten oder im Menü des Symbols in der Leiste: für 15 Minuten, eine Stunde oder bis morgen. Solange wird nichts aufgezeichnet, gleich welches Programm es sendet.",
    iconText: "Das Symbol zeigt während der Pause zwei Striche, und ein Ausrufezeichen, wenn etwas nicht geht.",
    login: "Beim Anmelden starten",
    placesTitle: "Wo es liegt",
    places: { data: "Was aufgezeichnet wurde", settings: "Einstellungen", logs: "Protokolle" },
    placesText: "Nur Ihr Benutzerkonto kann diese Dateien lesen. Es gibt kein Konto und keine Cloud.",
    recording: {
      recording: "ActivityWatch zeichnet auf",
      starting: "ActivityWatch startet",
      paused: "Die Aufzeichnung pausiert",
      trouble: "Nicht alles wird aufgezeichnet",
    },
    loginStates: {
      on: "ActivityWatch startet von selbst, wenn Sie sich anmelden.",
      off: "Das ist aus: Nach der nächsten Anmeldung wird nichts aufgezeichnet, bis Sie ActivityWatch starten.",
      "no-tray":
        "Das schaltet das Symbol in der Leiste, und das läuft nicht. Starten Sie ActivityWatch über das Anwendungsmenü, oder führen Sie aw-qt in einem Terminal aus; dann erscheint der Schalter hier.",
      unknown:
        "Dieses System bietet keinen solchen Schalter. Nehmen Sie aw-qt in die Programme auf, die Ihr Desktop beim Anmelden startet.",
    },
    notKept: "Das System hat die Änderung nicht behalten.",
  },
);
