/** Languages and words. */
export * from "./locale";
export * from "./dates";
export * from "./words";
