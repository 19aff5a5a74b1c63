import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiClient } from "@/api";
import { claimKey, keyOf } from "@/api/key";

const CODE = "0123456789abcdef0123456789abcdef";

function server(status: number, answer: unknown) {
  return vi.fn(async () => new Response(JSON.stringify(answer), { status })) as unknown as typeof fetch;
}

describe("the key of a browser", () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState(null, "", "/");
  });

  it("is got for the code in the address, once, and the code disappears", async () => {
    history.replaceState(null, "", `/?a=b#open=${CODE}`);
    const ask = server(200, { key: "aw_1" });
    await claimKey(window, ask);
    expect(keyOf(window)).toBe("aw_1");
    expect(window.location.href).toMatch(/\/\?a=b$/);
    expect(vi.mocked(ask).mock.calls[0]![1]).toMatchObject({ method: "POST", body: `{"code":"${CODE}"}` });
    await claimKey(window, ask);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("stays what it was when the code is refused or nobody answers", async () => {
    localStorage.setItem("aw-key", "aw_old");
    for (const ask of [server(401, { message: "no" }), vi.fn(() => Promise.reject(new TypeError("away")))]) {
      history.replaceState(null, "", `/#open=${CODE}`);
      await claimKey(window, ask as typeof fetch);
      expect(keyOf(window)).toBe("aw_old");
      expect(window.location.hash).toBe("");
    }
  });

  it("may stand in the address as the ecosystem writes it, for this tab only", async () => {
    history.replaceState(null, "", "/?token=abc#/welcome");
    await claimKey(window, server(500, {}));
    expect(keyOf(window)).toBe("abc");
    expect(localStorage.length).toBe(0);
    expect(window.location.search).toBe("");
    expect(window.location.hash).toBe("#/welcome");
  });

  it("leaves other addresses alone", async () => {
    history.replaceState(null, "", "/#/open=1");
    await claimKey(window, server(200, { key: "x" }));
    expect(window.location.hash).toBe("#/open=1");
    expect(keyOf(window)).toBeNull();
  });

  it("is sent with every request, and a server that wants one is named with the way in", async () => {
    const ask = server(401, { type: "KeyNeeded", message: "This needs an access key" });
    const client = new ApiClient({ fetch: ask, key: () => "aw_1" });
    await expect(client.info()).rejects.toMatchObject({ status: 401, message: expect.stringContaining("aw-cli open") });
    expect(vi.mocked(ask).mock.calls[0]![1]!.headers).toMatchObject({ Authorization: "Bearer aw_1" });
  });
});
