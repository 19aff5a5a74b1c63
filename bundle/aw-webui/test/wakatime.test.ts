/** The profile for WakaTime's programs, as it is read and stored. */
import { describe, expect, it } from "vitest";
import { DEFAULT_PROFILE, isZone, readProfile, trimmedProject, validTimeout, withChange } from "@/util/wakatime";

describe("the profile", () => {
  it("takes what cannot be meant as not set, as the server does", () => {
    expect(readProfile(undefined)).toEqual(DEFAULT_PROFILE);
    expect(readProfile([1])).toEqual(DEFAULT_PROFILE);
    const odd = { timeout: 0, writes_only: "yes", timezone: 3, weekday_start: 7, profile_range: "ever", view: "all", projects: [], leaderboards: [{ no: 1 }] };
    expect(readProfile(odd)).toEqual(DEFAULT_PROFILE);
    expect(readProfile({ weekday_start: "Sunday", timeout: 30, projects: { a: { color: "#fff" }, b: 1 } })).toEqual({
      ...DEFAULT_PROFILE,
      weekday_start: 6,
      timeout: 30,
      projects: { a: { color: "#fff" } },
    });
  });

  it("changes one value, keeps what it does not know, and leaves out what is the default", () => {
    expect(withChange({ future: 1, timeout: 20 }, "timeout", 30)).toEqual({ future: 1, timeout: 30 });
    expect(withChange({ future: 1, timeout: 20 }, "timeout", 15)).toEqual({ future: 1 });
    expect(withChange(null, "city", {})).toEqual({});
    expect(withChange(undefined, "writes_only", true)).toEqual({ writes_only: true });
  });

  it("knows time-outs and zones", () => {
    expect([1, 1440].every(validTimeout)).toBe(true);
    expect([0, 1441, 1.5, Number.NaN, "15"].some(validTimeout)).toBe(false);
    expect(["", "Europe/Berlin", "UTC"].every(isZone)).toBe(true);
    expect(isZone("Europe/Nowhere")).toBe(false);
  });

  it("says nothing where nothing is said about a project", () => {
    expect(trimmedProject({ color: "", badge: "x", clients: [], has_public_url: false, root: "" })).toEqual({ badge: "x" });
  });
});
