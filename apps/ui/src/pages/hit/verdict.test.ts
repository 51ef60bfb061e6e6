import { describe, expect, it } from "vitest";
import type { HitAnswer, HitResult } from "../../api/answers";
import { saying } from "../../words/say";
import { verdictOf, worstFirst } from "./verdict";

const KNOWN: NonNullable<HitAnswer["vulnerability"]> = {
  id: "CVE-2014-0160",
  aliases: [],
  title: "",
  known_exploited: null,
  exploitation: "unknown",
  cvss: null,
  epss: null,
  known_by: [],
};

function answer(change: Partial<HitAnswer>): HitAnswer {
  return {
    schema: "tutela.hit/v1",
    exit_status: 0,
    verdict: "",
    as_of: "",
    mirror: null,
    asked: "CVE-2014-0160",
    vulnerability: KNOWN,
    dossiers_found: 1,
    left_out: 0,
    left_out_coverage: null,
    touched: 0,
    unknown: 0,
    not_found: 1,
    results: [],
    sites: [],
    not_read: [],
    sources: [],
    ...change,
  };
}

const said = (change: Partial<HitAnswer>) => verdictOf(saying("en"), answer(change));
const site = {
  dir: "s",
  name_en: null,
  name_ja: null,
  units_installed: 9,
  network_devices: [],
  network_devices_unwatched: [],
};

describe("are we hit?", () => {
  it("is good news when everything was looked at and nothing was found", () => expect(said({}).tone).toBe("ok"));
  it("is bad news for one release", () => {
    expect(said({ touched: 1, exit_status: 1 })).toMatchObject({ tone: "bad", sentence: "Yes: 1 release is touched." });
  });
  it("tells what is not known beside what is touched", () => {
    expect(said({ touched: 1, unknown: 2, exit_status: 3 }).sentence).toMatch(/Yes.*Not known: 2/);
  });
  it.each<[string, Partial<HitAnswer>]>([
    ["nobody knows the id", { vulnerability: null }],
    ["there is no dossier", { dossiers_found: 0 }],
    ["a release leans on what was not looked at", { unknown: 1 }],
    ["the program says that something is open", { exit_status: 3 }],
    ["a folder could not be read", { not_read: ["x"] }],
    ["units have no dossier", { sites: [{ ...site, units_without_dossier: 1, units_release_unknown: 0 }] }],
    ["units run an unknown release", { sites: [{ ...site, units_without_dossier: 0, units_release_unknown: 1 }] }],
  ])("is never good news when %s", (_, change) => expect(said(change).tone).toBe("blind"));
  it("is a question when something is possible", () => {
    const release = {
      release: "1",
      label: "1",
      outcome: "possible" as const,
      found: [],
      coverage: { countable: 1, watched: 1, unwatched: 0, leans_on: [] },
      units: null,
    };
    expect(said({ results: [{ dir: "d", releases: [release] }], exit_status: 1 }).tone).toBe("warn");
  });
});

describe("many dossiers", () => {
  it("stand with what is touched first, then what nobody can tell", () => {
    const found = [] as never[];
    const coverage = { countable: 1, watched: 1, unwatched: 0, leans_on: [] };
    const of = (dir: string, outcome: "touched" | "unknown" | "not-found"): HitResult => ({
      dir,
      releases: [{ release: "1", label: "1", outcome, found, coverage, units: null }],
    });
    const results = [
      of("a", "not-found"),
      of("b", "unknown"),
      { dir: "c", error: ["x", "y"] } as HitResult,
      of("d", "touched"),
    ];
    expect(worstFirst(results).map(({ dir }) => dir)).toEqual(["d", "c", "b", "a"]);
  });
});
