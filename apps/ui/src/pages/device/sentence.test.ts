import { describe, expect, it } from "vitest";
import type { CheckAnswer, Coverage, Finding } from "../../api/answers";
import { saying } from "../../words/say";
import { sentence } from "./sentence";

const coverage = (unwatched: number): Coverage => ({
  share: null,
  total: 10,
  countable: 10,
  watched: 10 - unwatched,
  unwatched,
  watched_elsewhere: 0,
  states: {},
  components: [],
});

const finding = (priority: Finding["priority"]): Finding => ({
  id: priority,
  code: "",
  priority,
  explanation: "",
  why: "",
  next: "",
});

const said = (
  verdict: CheckAnswer["verdict"],
  priorities: Finding["priority"][],
  unwatched: number,
  documents: { unread: string | null }[] = [],
) =>
  sentence(saying("en"), {
    verdict,
    findings: priorities.map(finding),
    coverage: coverage(unwatched),
    documents,
  } as CheckAnswer);

describe("the sentence about a device", () => {
  it("counts what blocks and what waits", () => {
    expect(said("blocking", ["blocking", "undecided", "undecided", "note"], 0)).toBe(
      "1 finding stands against the release. 2 findings wait for a decision.",
    );
  });
  it("never leaves out what nobody watches", () => {
    expect(said("nothing-blocking", [], 1)).toBe("1 component is watched by nobody.");
  });
  it("leads with what was not looked at when nothing else is to be said", () => {
    expect(said("nothing-blocking", [], 0)).toMatch(/see below what was not/);
  });
  it("never leaves out that an SBOM breaks off", () => {
    expect(said("no-answer", [], 0, [{ unread: "breaks off at line 3" }, { unread: null }])).toMatch(
      /1 SBOM could not be read whole/,
    );
  });
  it("says first when there is no answer", () => {
    expect(said("no-answer", ["undecided"], 2)).toMatch(/^There is no answer.*1 finding waits.*2 components/);
  });
});
