/** The switch "start at login": what can be said and done about it here. */
import type { About } from "@/api";

export type Login = "on" | "off" | "no-tray" | "unknown";

/** `no-tray`: nobody is there to switch it; `unknown`: the tray knows no such thing on this system. */
export function loginState(about: Pick<About, "supervised" | "start_at_login">): Login {
  if (about.start_at_login !== null) return about.start_at_login ? "on" : "off";
  return about.supervised ? "unknown" : "no-tray";
}

export const LOGIN_WORDS: Record<Login, string> = {
  on: "ActivityWatch starts by itself when you log in.",
  off: "It is off: after the next login nothing is recorded until you start ActivityWatch.",
  "no-tray":
    "The tray icon switches this, and it is not running. Start ActivityWatch from the application menu, " +
    "or run aw-qt in a terminal; the switch then appears here.",
  unknown: "This system offers no such switch. Add aw-qt to the programs that your desktop starts at login.",
};
