import { describe, expect, it } from "vitest";
import { saying } from "./say";
import { due, moment } from "./time";

const NOW = new Date("2026-11-24T22:00:00Z");
const expectDue = (day: string, words: string) => expect(due(saying("en"), day, NOW)).toBe(words);

describe("a due day", () => {
  it("is today", () => expectDue("2026-11-24", "today"));
  it("is ahead", () => expectDue("2026-11-25T00:00:00Z", "in 1 day"));
  it("is past", () => expectDue("2026-11-20", "4 days late"));
});

describe("a moment", () => {
  it("keeps its zone", () => expect(moment("2026-11-24T09:15:30Z")).toBe("2026-11-24 09:15 UTC"));
  it("may be a day alone", () => expect(moment("2026-11-24")).toBe("2026-11-24"));
  it("may be missing", () => expect(moment(null)).toBe("–"));
});
