/** Modules and senders as a page shows them: how each one is, from what the tray and the server know. Pure. */
import type { Module, ModulesAnswer, Receipt } from "@/api";

/** Seconds without a word after which something that should send is in trouble, as the tray judges it. */
export const QUIET = 90;

export type Health = "good" | "off" | "moving" | "bad";

const UP = new Set(["running", "external"]);
const MOVING = new Set(["waiting", "starting", "stopping"]);

/** `paused`: nothing is expected of a watcher then, it may rest. */
export function healthOf(module: Module, receipt: Receipt | undefined, paused: boolean): Health {
  if (!module.wanted && !UP.has(module.state)) return MOVING.has(module.state) ? "moving" : "off";
  if (MOVING.has(module.state)) return "moving";
  if (!UP.has(module.state)) return "bad";
  return receipt && isQuiet(receipt, paused) ? "bad" : "good";
}

export function isQuiet(receipt: Receipt, paused: boolean): boolean {
  return !paused && receipt.age > QUIET;
}

export interface Sender extends Receipt {
  name: string;
}

/** Who sent something and is no module of the tray; who was heard of last comes first. */
export function otherSenders({ modules, receipts }: ModulesAnswer): Sender[] {
  const known = new Set(modules.map(({ name }) => name));
  return Object.entries(receipts)
    .filter(([name]) => !known.has(name))
    .map(([name, receipt]) => ({ name, ...receipt }))
    .sort((a, b) => a.age - b.age || a.name.localeCompare(b.name));
}
