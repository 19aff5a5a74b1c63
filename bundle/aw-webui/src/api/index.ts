/** The REST client and its types; nothing of this folder needs Vue. */
export * from "./client";
export * from "./errors";
export * from "./heartbeats";
export type * from "./types";
