import { describe, expect, it, vi } from "vitest";
import { ApiClient, Refused, Unreachable } from "@/api";

function answering(body: string, status = 200) {
  const fetch = vi.fn(async (_url: string | URL | Request, _init?: RequestInit) => new Response(body, { status }));
  return { fetch, client: new ApiClient({ base: "http://127.0.0.1:1/api/0", fetch: fetch as typeof globalThis.fetch }) };
}

describe("ApiClient", () => {
  it("asks for today in a zone", async () => {
    const { fetch, client } = answering('{"active_seconds": 5}');
    expect(await client.today("Europe/Berlin")).toEqual({ active_seconds: 5 });
    expect(fetch.mock.calls[0]![0]).toBe("http://127.0.0.1:1/api/0/today?timezone=Europe%2FBerlin");
  });

  it("sends JSON to pause and nothing to resume", async () => {
    const { fetch, client } = answering('{"paused": true, "since": null, "until": null}');
    await client.pause({ seconds: 900 });
    await client.resume();
    const [pause, resume] = fetch.mock.calls.map(([, init]) => init!);
    expect(pause).toMatchObject({ method: "POST", body: '{"seconds":900}' });
    expect(pause!.headers).toMatchObject({ "Content-Type": "application/json" });
    expect(resume).toMatchObject({ method: "DELETE" });
    expect(resume!.body).toBeUndefined();
  });

  it("repeats the server's own words when it refuses", async () => {
    const refusal = answering('{"message": "Unknown time zone"}', 400).client.today("x");
    await expect(refusal).rejects.toMatchObject({ name: "Refused", status: 400, message: "Unknown time zone" });
  });

  it("tells a refusal without words, and an answer that is not JSON, from silence", async () => {
    await expect(answering("<html>", 502).client.info()).rejects.toBeInstanceOf(Refused);
    await expect(answering("<html>").client.info()).rejects.toBeInstanceOf(Refused);
  });

  it("says when nobody answers", async () => {
    const fetch = () => Promise.reject(new TypeError("connection refused"));
    await expect(new ApiClient({ fetch }).info()).rejects.toBeInstanceOf(Unreachable);
  });

  it("does not wait for ever", async () => {
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal!.reason as Error));
      });
    const client = new ApiClient({ fetch: fetch as typeof globalThis.fetch, timeout: 10 });
    await expect(client.info()).rejects.toBeInstanceOf(Unreachable);
  });
});
