import { describe, expect, it } from "vitest";
import type { Finding } from "../../api/answers";
import { chosenBy, waits } from "./triage";

const finding = (of: Partial<Finding>) =>
  ({
    id: "f",
    code: "a/b",
    priority: "undecided",
    explanation: "",
    why: "",
    next: "",
    vulnerability: {},
    ...of,
  }) as Finding;

describe("keys that decide", () => {
  it("choose the state that they stand for", () => {
    expect(["a", "n", "f", "i"].map(chosenBy)).toEqual(["affected", "not_affected", "fixed", "under_investigation"]);
  });
  it("are no others, not even names that every object has", () => {
    for (const key of ["", "A", "toString", "constructor", "j"]) expect(chosenBy(key)).toBeUndefined();
  });
});

describe("a finding waits", () => {
  it("while it stands and nobody decided", () => expect(waits(finding({}))).toBe(true));
  it("no longer once somebody decided", () => expect(waits(finding({ decision: "affected" }))).toBe(false));
  it("not when it asks for no decision", () => {
    expect(waits(finding({ priority: "note" }))).toBe(false);
    const { vulnerability: _, ...other } = finding({});
    expect(waits(other)).toBe(false);
  });
});
