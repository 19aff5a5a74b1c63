import { expect, it, vi } from "vitest";
import { HeartbeatQueue, mergeBeats, Refused, Unreachable, type Beat } from "@/api";

const beat = (start: number, end: number, label = "x"): Beat => ({ bucket: "b", start, end, data: { label, more: [1, { a: 2 }] }, pulsetime: 10 });

it("merges what is equal and near", () => {
  expect(mergeBeats(beat(0, 1000), beat(11_000, 12_000))).toMatchObject({ start: 0, end: 12_000 });
  expect(mergeBeats(beat(0, 1000), beat(11_001, 12_000))).toBeNull();
  expect(mergeBeats(beat(0, 1000), beat(2000, 3000, "y"))).toBeNull();
  expect(mergeBeats(beat(5000, 6000), beat(0, 1000))).toBeNull();
});

it("keeps everything in order while nobody answers, and merges it", async () => {
  const sent: string[] = [];
  const heartbeat = vi.fn().mockRejectedValue(new Unreachable("away"));
  const queue = new HeartbeatQueue({ heartbeat });
  await queue.add(beat(0, 1000));
  await queue.add(beat(2000, 3000));
  await queue.add(beat(4000, 5000, "y"));
  expect(queue.size).toBe(2);
  heartbeat.mockImplementation(async (_, { timestamp, duration, data }) => void sent.push(`${timestamp} ${duration} ${data.label}`));
  await queue.flush();
  expect(sent).toEqual(["1970-01-01T00:00:00.000Z 3 x", "1970-01-01T00:00:04.000Z 1 y"]);
  expect(queue.size).toBe(0);
});

it("does not let one refused beat stop the others", async () => {
  const heartbeat = vi.fn().mockRejectedValueOnce(new Refused(404, "no such bucket")).mockResolvedValue(null);
  const queue = new HeartbeatQueue({ heartbeat });
  await expect(queue.add(beat(0, 1000))).rejects.toThrow("no such bucket");
  await queue.add(beat(0, 1000, "y"));
  expect(queue.size).toBe(0);
});
