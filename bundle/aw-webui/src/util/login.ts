/** The switch "start at login": what can be said and done about it here. */
import type { About } from "@/api";

export type Login = "on" | "off" | "no-tray" | "unknown";

/** `no-tray`: nobody is there to switch it; `unknown`: the tray knows no such thing on this system. */
export function loginState(about: Pick<About, "supervised" | "start_at_login">): Login {
  if (about.start_at_login !== null) return about.start_at_login ? "on" : "off";
  return about.supervised ? "unknown" : "no-tray";
}
