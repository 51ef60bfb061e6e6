import { expect, it } from "vitest";
import { keptAs, sbomsOf } from "./offered";

it("what people write beside an SBOM is none", () => {
  expect(sbomsOf(["release.yaml", "a.cdx.json", "notes.yml", "evidence/b.json"])).toEqual(["a.cdx.json"]);
});

it("a file takes the place of its own name, else of the only SBOM, else of nothing", () => {
  expect(keptAs("a.json", ["a.json", "b.json"])).toBe("a.json");
  expect(keptAs("build-7.json", ["release.yaml", "a.json"])).toBe("a.json");
  expect(keptAs("build-7.json", ["a.json", "b.json"])).toBe("build-7.json");
  expect(keptAs("build-7.json", ["release.yaml"])).toBe("build-7.json");
});
