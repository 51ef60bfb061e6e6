import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "hayashi";
const PASSWORD = "a sentence that nobody guesses";

let server: Running;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  await person.setUp({
    code: server.code,
    organisation: "Aster Medical",
    party: "manufacturer",
    roles: ["product-security", "quality"],
    name: "Kenichi Hayashi",
    login: LOGIN,
    password: PASSWORD,
  });
  await person.upload(due(), "aster-s2-pump");
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

/** A dossier whose plan is to be reviewed within a month. */
function due(): string {
  const dossier = join(server.folder, "due");
  cpSync(server.factory, dossier, { recursive: true });
  const plan = readFileSync(join(dossier, "plan.yaml"), "utf8");
  const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  writeFileSync(join(dossier, "plan.yaml"), plan.replace(/ next: .*/, ` next: ${soon}`));
  return dossier;
}

const WAYS: Looking[] = [
  { lang: "en", width: 1280, colours: "light" },
  { lang: "ja", width: 360, colours: "dark" },
];

describe.each(WAYS)("the work list, in $lang, $width pixels wide", (looking) => {
  const say = saying(looking.lang);
  let person: Person;
  beforeAll(async () => {
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
  });
  afterAll(() => person.leave());

  it("says what was found with its values, and when it is due", async () => {
    const { page } = person;
    await page.locator("table").first().waitFor();
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).not.toMatch(/<[a-z_]+>/);
    const due = page.locator("tbody tr", { has: page.getByRole("button", { name: say("work.seen") }) }).first();
    await due.waitFor();
    expect(await page.locator("td.num", { hasText: /\d{4}-\d\d-\d\d|\d{4}/ }).count()).toBeGreaterThan(0);
    await person.look("work-due");
  });

  it("one click says that it was seen, by whom, and another one takes it back, with the keyboard too", async () => {
    const { page } = person;
    await person.click(page.getByRole("button", { name: say("work.seen") }).first());
    await page.getByText("Kenichi Hayashi", { exact: false }).nth(1).waitFor();
    expect(person.clicks).toBe(1);
    await person.look("work-seen");
    const back = page.getByRole("button", { name: say("work.unseen") }).first();
    await back.focus();
    await page.keyboard.press("Enter");
    await back.waitFor({ state: "detached" });
  });
});
