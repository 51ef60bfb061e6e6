import { describe, expect, it } from "vitest";
import type { UnitAnswer } from "../api/unit";
import { saying } from "../words/say";
import { sentenceOfUnit, toneOfUnit } from "./unit";
import { proposed } from "./unit/record";

const say = saying("en");

const release = (id: string) => ({ id, label: id, date: "2026-01-01", state: "released" });

/** A unit of which only this is known. */
function unit(of: { state?: UnitAnswer["state"]; verdict?: string; touched?: number; behind?: UnitAnswer["behind"] }) {
  const vulnerabilities = Array.from({ length: of.touched ?? 0 }, () => ({ known_exploited: false }));
  return {
    state: of.state ?? "joined",
    unit: { version: "" },
    releases: [release("2"), release("1")],
    newest: "2",
    release: of.state === "release-unknown" ? null : "1",
    behind: of.behind ?? "unknown",
    check: { verdict: of.verdict ?? "nothing-blocking", vulnerabilities, findings: [], releases: [], sources: [] },
  } as unknown as UnitAnswer;
}

describe("what the page of a unit opens with", () => {
  it("is green only where its release is known and the check says so", () => {
    expect(toneOfUnit(unit({}))).toBe("ok");
    expect(toneOfUnit(unit({ verdict: "undecided" }))).toBe("warn");
    expect(toneOfUnit(unit({ verdict: "something new" }))).toBe("blind");
    for (const state of ["no-dossier", "release-unknown", "several-dossiers"] as const) {
      expect(toneOfUnit(unit({ state })), state).toBe("blind");
    }
    expect(toneOfUnit(unit({ state: "retired" }))).toBe("plain");
  });
  it("says that nobody can tell where nobody can", () => {
    expect(sentenceOfUnit(say, unit({ state: "release-unknown" }))).toContain("nobody can tell");
    expect(sentenceOfUnit(say, unit({ touched: 2 }))).toBe(say("unit.sentence.touched", { count: 2 }));
    expect(sentenceOfUnit(say, unit({}))).toBe(say("unit.sentence.nothing"));
  });
});

describe("the version that stands chosen", () => {
  it("is the newest where the unit is behind or nobody knows what it runs", () => {
    expect(proposed(unit({ behind: "yes" }))?.id).toBe("2");
    expect(proposed(unit({ state: "release-unknown" }))?.id).toBe("2");
  });
  it("is what it runs otherwise", () => expect(proposed(unit({ behind: "unknown" }))?.id).toBe("1"));
});
