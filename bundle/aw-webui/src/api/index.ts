/** The REST client and its types; nothing of this folder needs Vue. */
export * from "./client";
export * from "./errors";
export type * from "./types";
