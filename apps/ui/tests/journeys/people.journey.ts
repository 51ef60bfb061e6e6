import { createHmac } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saying } from "../../src/words/say";
import { browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const PASSWORD = "a sentence that nobody guesses";
const say = saying("en");
const LOOKING = { lang: "en", width: 1280, colours: "light" } as const;

let server: Running;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

/** The code of an app for this half minute (RFC 6238). */
function code(letters: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...letters].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const tag = createHmac("sha1", secret).update(step).digest();
  const at = (tag.at(-1) ?? 0) & 15;
  return String((tag.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const section = (page: Page, heading: string) =>
  page.locator("section", { has: page.getByRole("heading", { name: heading }) });

describe("two people at a maker", () => {
  let hayashi: Person;
  let sato: Person;
  let password = "";
  let recovery: string[] = [];
  let key = "";

  beforeAll(async () => {
    hayashi = await Person.at(browser, server.address, LOOKING);
    sato = await Person.at(browser, server.address, LOOKING);
  });
  afterAll(async () => {
    await hayashi.leave();
    await sato.leave();
  });

  it("the first makes an account for the second", async () => {
    const { page } = hayashi;
    await page.goto("/");
    await page.locator("input[name=code]").fill(server.code);
    await page.locator("input[name=organisation]").fill("Aster Medical");
    await page.locator("input[name=party][value=manufacturer]").check();
    await page.locator("input[value=product-security]").check();
    await page.locator("input[name=name]").fill("Kenichi Hayashi");
    await page.locator("input[name=login]").fill("hayashi");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator("nav").waitFor();
    await page.goto("/admin");
    await page.getByText(say("admin.user.new")).click();
    await page.locator("input[name=name]").fill("Akiko Sato");
    await page.locator("input[name=login]").fill("sato");
    await page.locator("input[value=approver]").check();
    await page.getByRole("button", { name: say("admin.user.add") }).click();
    password = (await page.locator("pre.mono").textContent()) ?? "";
    await hayashi.look("people-admin");
  });

  it("the second sets up a second factor and a signing key", async () => {
    await sato.signIn("sato", password);
    const { page } = sato;
    await page.goto("/account");
    const factor = section(page, say("factor.title"));
    await factor.getByText(say("factor.begin")).click();
    await factor.locator("input[name=password]").fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("img", { name: say("factor.picture") }).waitFor();
    await sato.look("second-factor");
    await factor.locator("input[name=code]").fill(code((await factor.locator("p .mono").textContent()) ?? ""));
    await page.keyboard.press("Enter");
    recovery = ((await factor.locator("pre.mono").textContent()) ?? "").split("\n");
    expect(recovery).toHaveLength(10);
    const own = section(page, say("key.title"));
    await own.getByText(say("key.make")).click();
    await own.locator("input[name=password]").fill(password);
    await own.locator("input[name=one_time_code]").fill(recovery[0] ?? "");
    await page.keyboard.press("Enter");
    key = (await own.locator("pre.mono").textContent()) ?? "";
    expect(key).toContain("ed25519");
    await sato.look("signing-key");
  });

  it("the first decides about a finding with the keyboard alone", async () => {
    const folder = join(dirname(server.factory), "pump");
    cpSync(server.factory, folder, { recursive: true });
    for (const release of ["4.0.2", "4.1.0"]) writeFileSync(join(folder, "releases", release, "decisions.yaml"), "");
    const people = join(folder, "people.yaml");
    const text = readFileSync(people, "utf8");
    const authority = "    authority: [approve-triage, approve-plan]\n";
    writeFileSync(people, text.replace(authority, `${authority}    keys: [${key}]\n`));
    const { page } = hayashi;
    await page.goto("/devices");
    await page.locator("input[type=file]").setInputFiles(folder);
    await page.getByText(say("devices.upload.done", { name: "aster-s2-pump" })).waitFor();
    await page.goto("/devices/aster-s2-pump/findings");
    await page.getByRole("searchbox", { name: say("app.filter") }).fill("lwIP");
    const row = page.getByRole("grid").locator(".body [role=row]", { hasText: "CVE-" }).first();
    await row.focus();
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog");
    await drawer.locator("input[name=status]").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("The parser is not built? No: it is not linked.");
    await hayashi.look("decide");
    await drawer.getByRole("button", { name: say("decide.go") }).press("Enter");
    await drawer.getByText(say("decide.waits")).waitFor();
  });

  it("the second finds it waiting, signs it, and it is shown with its meaning", async () => {
    const { page } = sato;
    await page.goto("/approvals");
    await page.getByRole("heading", { level: 1, name: say("approvals.title", { count: 1 }) }).waitFor();
    await sato.look("approvals");
    await page.getByText(say("signature.title")).click();
    await page.locator("input[name=password]").fill(password);
    await page.locator("input[name=one_time_code]").fill(recovery[1] ?? "");
    await page.getByRole("button", { name: say("signature.as.approved") }).click();
    await page.getByRole("heading", { level: 1, name: say("approvals.title", { count: 0 }) }).waitFor();
    await sato.look("approvals-none");
    await page.goto("/devices/aster-s2-pump/decisions");
    await page.locator("main").getByText("Akiko Sato").first().waitFor();
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toContain(say("signature.approved"));
    expect(text).toContain(say("signature.counts.yes"));
    await sato.look("decisions");
  });

  it("the same pages stand in Japanese on a phone", async () => {
    const person = await Person.at(browser, server.address, { lang: "ja", width: 360, colours: "dark" });
    await person.signIn("hayashi", PASSWORD);
    for (const [path, name] of [
      ["/approvals", "approvals"],
      ["/devices/aster-s2-pump/decisions", "decisions"],
      ["/account", "account-people"],
    ] as const) {
      await person.page.goto(path);
      await person.page.locator("main h1").waitFor();
      await person.page.waitForLoadState("networkidle");
      await person.look(name);
    }
    await person.leave();
  });

  it("who has no second factor where it is demanded is led to it", async () => {
    const { page } = hayashi;
    await page.goto("/admin");
    await page.getByRole("button", { name: say("factor.demand.begin") }).click();
    await page.getByRole("heading", { level: 1, name: say("factor.enrol") }).waitFor();
    await hayashi.look("enrol");
  });
});
