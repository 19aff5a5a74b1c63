import { describe, expect, it } from "vitest";
import { hidingAddress, hidingForm, ruleOf } from "@/util/privacy";
import type { View } from "@/util/settings";
import { customPage, foreignTitle, withHidden } from "@/util/views";

describe("another program's panel", () => {
  it("is called by its title, its page or its type", () => {
    expect(foreignTitle({ type: "custom_vis", props: { visname: "clock", title: "My clock" } })).toBe("My clock");
    expect(foreignTitle({ type: "custom_vis", props: { visname: "clock", title: " " } })).toBe("clock");
    expect(foreignTitle({ type: "new_vis" })).toBe("new_vis");
    expect(customPage({ type: "custom_vis", props: { visname: 3 } })).toBe("");
    expect(customPage({ type: "new_vis", props: { visname: "clock" } })).toBe("");
  });

  it("stays where views that cannot be shown are stored, too", () => {
    const shown: View = { id: "a", name: "A", elements: [] };
    const strange = [{ name: "no id", elements: [] }, null, { id: "x" }] as unknown as View[];
    expect(withHidden([{ ...shown, name: "B" }], [shown, ...strange])).toEqual([{ ...shown, name: "B" }, ...strange]);
  });
});

describe("hiding what is shown", () => {
  it("leads to a rule that finds exactly that text", () => {
    const address = hidingAddress("title", "C++ (draft) - a|b");
    const form = hidingForm(address!.query)!;
    expect(form).toMatchObject({ field: "title", action: "redact", ignoreCase: true });
    expect("C++ (draft) - a|b").toMatch(new RegExp(form.pattern));
    expect("XC++ (draft) - a|b").not.toMatch(new RegExp(form.pattern));
    expect(ruleOf(hidingForm(hidingAddress("app", "x")!.query)!)).toEqual({ enabled: true, field: "app", pattern: "(?i)^x$", action: "drop" });
  });

  it("is offered for titles and applications only", () => {
    expect(hidingAddress("$domain", "a.example")).toBeNull();
    expect(hidingAddress("app", "")).toBeNull();
    expect(hidingForm({ hide: "elsewhere", text: "x" })).toBeNull();
    expect(hidingForm({ hide: "title" })).toBeNull();
  });
});
