/** Languages and words. */
export * from "./locale";
export * from "./words";
