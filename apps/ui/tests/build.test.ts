// @vitest-environment node
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUILT as FOLDER } from "./build";

const KIB = 1024;

const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.parentPath, file.name));
const scripts = files.filter((file) => file.endsWith(".js"));
const text = (file: string) => readFileSync(file, "utf8");
const page = text(join(FOLDER, "index.html"));

/** Bytes over the wire, as the server sends them to a browser that takes gzip. */
const wire = (file: string) => statSync(files.includes(`${file}.gz`) ? `${file}.gz` : file).size;

/** Scripts that a file asks for before it runs. */
function asked(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of text(file).matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) {
    if (name) asked(join(FOLDER, "assets", name), seen);
  }
  return seen;
}

const first = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((found) => join(FOLDER, found[1] ?? ""));

describe("the first load", () => {
  it("takes at most 250 kB over the wire, with the heaviest page", () => {
    const start = new Set(first.flatMap((file) => (file.endsWith(".js") ? [...asked(file)] : [file])));
    const sum = (of: Iterable<string>) => [...of].reduce((total, file) => total + wire(file), 0);
    const pages = scripts.map((file) => sum(new Set([...start, ...asked(file)])));
    const heaviest = Math.max(...pages) + wire(join(FOLDER, "index.html"));
    expect(heaviest).toBeGreaterThan(50 * KIB);
    expect(heaviest).toBeLessThanOrEqual(250_000);
    console.info(`first load: ${sum(start)} bytes before a page, ${heaviest} with the heaviest page`);
  });
  it("splits the code by page", () => expect(scripts.length).toBeGreaterThan(10));
});

describe("the content security policy", () => {
  it("meets no inline script and no inline style", () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });
  it("meets no code made of text", () => {
    for (const script of scripts) expect(text(script), script).not.toMatch(/\beval\(|new Function\(/);
  });
  it("meets no address of anybody else", () => {
    const allowed = /^https?:\/\/(www\.w3\.org\/|react\.dev\/|127\.0\.0\.1|localhost)/;
    for (const script of scripts) {
      const addresses = [...text(script).matchAll(/https?:\/\/[\w.-]+[^\s"'`)]*/g)].map(([address]) => address);
      expect([script, addresses.filter((address) => !allowed.test(address))]).toEqual([script, []]);
    }
    expect(page).not.toMatch(/https?:\/\//);
  });
});

it("carries the licences of what is in it", () => {
  const licences = text(join(FOLDER, "licences.md"));
  for (const name of ["react-dom", "wouter", "@tanstack/query-core"]) expect(licences).toContain(name);
});
