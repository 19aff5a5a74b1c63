import { describe, expect, it } from "vitest";
import { asKind, dataOf, draftOf, eventOf, fieldsOf, isoMoment, localText, mainText, mergedWith, microseconds, momentOf, newField, splitAt } from "@/events/edit";

const event = { id: 7, timestamp: "2026-03-29T00:59:59.123456+00:00", duration: 3600.000001, data: { app: "Code", n: 1, on: true, list: [1] } };

describe("a draft", () => {
  it("keeps every microsecond and the id", () => {
    const draft = draftOf(event);
    expect(draft.end - draft.start).toBe(3_600_000_001);
    expect(eventOf(draft, 7)).toEqual({ ...event });
    expect(eventOf(draft)).not.toHaveProperty("id");
  });

  it.each(["2026-03-29T00:59:59+00:00", "2026-03-29T02:59:59.5+02:00", "1969-12-31T23:59:59.999999Z"])("reads %s", (text) => {
    expect(microseconds(isoMoment(microseconds(text)))).toBe(microseconds(text));
  });

  it("is another's copy", () => {
    const draft = draftOf(event);
    (draft.data.list as number[]).push(2);
    expect(event.data.list).toEqual([1]);
  });
});

describe("a split", () => {
  const draft = draftOf(event);
  it("makes two that meet and last as long as the one", () => {
    const [first, second] = splitAt(draft, draft.start + 5)!;
    expect([first.start, first.end, second.start, second.end]).toEqual([draft.start, draft.start + 5, draft.start + 5, draft.end]);
    expect(mergedWith(first, second)).toEqual(draft);
    expect(mergedWith(second, first)).toEqual(draft);
  });
  it("is none at an end or outside", () => {
    for (const at of [draft.start, draft.end, draft.start - 1]) expect(splitAt(draft, at)).toBeNull();
  });
});

describe("fields", () => {
  it("say what the data says", () => {
    expect(dataOf(fieldsOf(event.data))).toEqual({ data: event.data });
    expect(fieldsOf(event.data).map(({ kind }) => kind)).toEqual(["text", "number", "switch", "json"]);
  });
  it.each([
    [[newField("", "x")], "no-key"],
    [[newField("a", 1), newField(" a ", 2)], "same-key"],
    [[{ ...newField("a", 1), text: "many" }], "no-number"],
    [[{ ...newField("a", [1]), text: "[1" }], "no-json"],
  ] as const)("%# name what cannot be stored", (fields, fault) => {
    expect(dataOf(fields)).toMatchObject({ fault });
  });
  it("hold any key", () => {
    const read = dataOf([newField("__proto__", "x")]);
    expect("data" in read && Object.entries(read.data)).toEqual([["__proto__", "x"]]);
  });
  it("change their kind", () => {
    expect(asKind(newField("a", "true"), "switch").text).toBe("true");
    expect(asKind(newField("a", "words"), "switch").text).toBe("false");
    expect(dataOf([asKind(newField("a", 5), "text")])).toEqual({ data: { a: "5" } });
  });
});

describe("moments in fields", () => {
  it("are local, to the second, and exact while untouched", () => {
    const at = microseconds(event.timestamp);
    expect(momentOf(localText(at), at)).toBe(at);
    expect(momentOf("2026-05-01T10:20:30", at)).toBe(new Date(2026, 4, 1, 10, 20, 30).getTime() * 1000);
    expect(momentOf("", at)).toBeNull();
  });
});

it("names an event by what says most", () => {
  expect(mainText({ app: "Code", title: "x.ts" })).toBe("x.ts");
  expect(mainText({ app: "Code", title: " " })).toBe("Code");
  expect(mainText({ other: "y", n: 1 })).toBe("y");
  expect(mainText({ n: 1 })).toBe("");
});
