import type { PageRoute } from "@/pages/registry";

export const page: PageRoute[] = [
  {
    name: "buckets",
    path: "/buckets",
    title: { en: "Raw data", de: "Rohdaten" },
    load: () => import("./BucketsPage.vue"),
    menu: { group: "data", order: 80, icon: "data" },
  },
  {
    name: "bucket",
    path: "/buckets/:id",
    title: { en: "Bucket", de: "Bucket" },
    load: () => import("./BucketPage.vue"),
  },
];
