import { describe, expect, it } from "vitest";
import { en } from "./en";
import { ja } from "./ja";
import { type Key, known, saying } from "./say";

const keys = Object.keys(en) as Key[];
const names = (message: string) => [...new Set([...message.matchAll(/\{(\w+)\}/g)].map((found) => found[1]))].sort();

describe("labels", () => {
  it("exist in both languages", () => expect(Object.keys(ja).sort()).toEqual([...keys].sort()));
  it("take the same arguments in both", () => {
    for (const key of keys) expect([key, names(ja[key])]).toEqual([key, names(en[key])]);
  });
  it("are not empty", () => {
    for (const key of keys) expect(en[key].trim() && ja[key].trim(), key).toBeTruthy();
  });
  it("choose between one and many only where there is a count", () => {
    for (const key of keys)
      for (const message of [en[key], ja[key]])
        if (message.includes("|")) expect([key, names(message)]).toEqual([key, expect.arrayContaining(["count"])]);
  });
  it("promise nobody that a device is ready, safe or compliant", () => {
    for (const key of keys) expect(en[key], key).not.toMatch(/\b(is|are) (safe|ready|compliant)\b/i);
  });
});

describe("saying", () => {
  it("uses the singular for one", () => expect(saying("en")("hit.units", { count: 1 })).toBe("1 unit"));
  it("groups thousands", () => expect(saying("en")("hit.units", { count: 12000 })).toBe("12,000 units"));
  it("speaks Japanese", () => expect(saying("ja")("hit.units", { count: 3 })).toBe("3 台"));
  it("knows no label that is not there", () => expect(known("verdict", "safe")).toBeUndefined());
});
