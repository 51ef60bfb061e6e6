import { expect, it } from "vitest";
import { answering } from "./asked";

it.each(["CVE-2014-0160", "cve-2014-0160", "GHSA-29mw-wpgm-hmr9"])("%s is asked at once", (id) => {
  expect(answering(id)).toBe(`/vulnerabilities/${id}`);
});
it.each(["openssl", "SA-0001", "bed 4-12", "zlib-ng", "pkg:npm/a-1"])("%s is looked for", (name) => {
  expect(answering(name)).toBe(`/search/${encodeURIComponent(name)}`);
});
