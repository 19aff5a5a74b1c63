/** Questions to the server in its query language. */
export * from "./ask";
export * from "./request";
export * from "./canonical";
export * from "./everywhere";
export * from "./text";
export * from "./activity";
export * from "./pattern";
