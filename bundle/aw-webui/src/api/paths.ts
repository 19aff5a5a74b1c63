/** Addresses of what the first page asks before there is one (`begin.ts`), and of the same in the client. */
export const PATHS = {
  settings: "/settings",
  buckets: "/buckets/",
  categories: "/categories",
  info: "/info",
  query: "/query/",
  today(timezone: string, date: string | undefined, offline: boolean): string {
    const day = (date === undefined ? "" : `&date=${date}`) + (offline ? "" : "&offline=false");
    return `/today?timezone=${encodeURIComponent(timezone)}${day}`;
  },
} as const;
