import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const PASSWORD = "a sentence that nobody guesses";
const PUMP = "aster-s2-pump";
const FOLDER = "another-pump";

let server: Running;
let browser: Browser;
let auditing = "";

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A maker with an engineer, an auditor who is nothing else, and a pump of two revisions. */
beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  const say = saying("en");
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  const { page } = person;
  await person.setUp({
    code: server.code,
    organisation: "Aster Medical",
    party: "manufacturer",
    roles: ["product-security"],
    name: "Kenichi Hayashi",
    login: "hayashi",
    password: PASSWORD,
  });
  await page.goto("/admin");
  await page.getByText(say("admin.user.new")).click();
  await page.locator("input[name=name]").fill("Naoko Abe");
  await page.locator("input[name=login]").fill("abe");
  await page.locator("input[value=auditor]").check();
  await page.getByRole("button", { name: say("admin.user.add") }).click();
  auditing = (await page.locator("pre.mono").textContent()) ?? "";
  const folder = join(dirname(server.factory), FOLDER);
  cpSync(server.factory, folder, { recursive: true });
  const files = ["4.0.2", "4.1.0"].map((release) => join(folder, "releases", release, "decisions.yaml"));
  const decisions = files.map((file) => readFileSync(file, "utf8"));
  for (const file of files) writeFileSync(file, "");
  await person.upload(folder, PUMP);
  // Moments are written to the second.
  await page.waitForTimeout(1_500);
  files.forEach((file, place) => {
    writeFileSync(file, decisions[place] ?? "");
  });
  await person.upload(folder, PUMP);
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

const WAYS: Looking[] = [
  { lang: "en", width: 1280, colours: "light" },
  { lang: "ja", width: 360, colours: "dark" },
];

describe.each(WAYS)("an auditor, in $lang, $width pixels wide, $colours", (looking) => {
  let person: Person;
  let say: Say;
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn("abe", auditing);
  });
  afterAll(() => person.leave());

  const show = async (of: string) => {
    const field = person.page.locator("input[name=day]");
    await person.click(field);
    await field.fill(of);
    await person.click(person.page.getByRole("button", { name: say("then.go") }));
  };

  it("asks what was known on a day with two clicks, and is told of which check and which sources", async () => {
    await person.page.goto(`/devices/${PUMP}`);
    await person.page.locator("input[name=day]").waitFor();
    person.clicks = 0;
    await show(day(0));
    const banner = person.page.getByRole("region", { name: say("then.word") });
    await banner.waitFor();
    expect(person.clicks).toBe(2);
    const text = (await banner.textContent()) ?? "";
    expect(text).toContain(say("then.sentence", { day: day(0) }));
    for (const { name } of server.check().sources) expect(text).toContain(name);
    expect(new URL(person.page.url()).searchParams.get("as_of")).toBe(day(0));
    await person.look("then");
  });

  it("hears that nothing is known of a day before, and sees no green", async () => {
    await person.page.goto(`/devices/${PUMP}`);
    await person.page.locator("input[name=day]").waitFor();
    await show("2020-01-01");
    await person.page.locator(".chip", { hasText: say("then.nothing") }).waitFor();
    expect(await person.page.locator(".answer.ok, .chip.ok").count()).toBe(0);
    await person.look("then-nothing");
  });

  it("goes from a revision to the device as it was, and reads who put it", async () => {
    await person.page.goto(`/devices/${PUMP}`);
    person.clicks = 0;
    await person.click(person.page.getByRole("tab", { name: say("device.tab.history") }));
    const first = person.page.getByRole("row", { name: say("history.revision", { sequence: 1 }) });
    await first.waitFor();
    expect(await first.textContent()).toContain("Kenichi Hayashi");
    await person.look("history");
    await person.click(person.page.getByRole("link", { name: say("history.then") }));
    await person.page.getByRole("region", { name: say("then.word") }).waitFor();
    expect(person.clicks).toBe(2);
    await person.page.goto(`${person.page.url().replace(PUMP, `${PUMP}/decisions`)}`);
    await person.page.locator(".chip", { hasText: say("decision.none") }).waitFor();
    await person.look("then-decisions");
  });

  it("goes from a decision to who took it in the log, and takes the log along", async () => {
    await person.page.goto(`/devices/${PUMP}/decisions`);
    await person.click(person.page.getByRole("link", { name: say("log.of") }).first());
    await person.page.getByRole("heading", { level: 1, name: say("log.title") }).waitFor();
    await person.page.goto("/log");
    await person.page.locator("select[name=deed]").selectOption("dossier-put");
    await person.page.locator("input[name=subject]").fill(`dossier/${PUMP}`);
    await person.click(person.page.getByRole("button", { name: say("log.narrow") }));
    const rows = person.page.getByRole("table", { name: say("nav.log") }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(2);
    await person.look("log-narrowed");
    const [file] = await Promise.all([
      person.page.waitForEvent("download"),
      person.page.getByRole("link", { name: say("log.export") }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("tutela-log.jsonl");
    await person.page.goto("/log?deed=exported");
    await rows.first().waitFor();
    expect(await rows.first().textContent()).toContain("Naoko Abe");
  });

  it("may not fetch feeds, and sees what each covers", async () => {
    await person.page.goto("/feeds");
    // On a phone rows stand as blocks, without a head.
    if (looking.width > 760) await person.page.getByRole("columnheader", { name: say("source.covers") }).waitFor();
    await person.page.getByText(say("covers.KEV")).first().waitFor();
    expect(await person.page.getByRole("button", { name: say("feeds.sync") }).count()).toBe(0);
    expect(await person.page.locator("main").textContent()).toContain(say("covers.KEV"));
    await person.look("feeds");
  });
});

describe.each(WAYS)("an engineer, in $lang, $width pixels wide, $colours", (looking) => {
  let person: Person;
  let say: Say;
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn("hayashi", PASSWORD);
  });
  afterAll(() => person.leave());

  it("decides with letters alone and is led to the next finding that waits", async () => {
    const { page } = person;
    await page.goto(`/devices/${PUMP}/findings`);
    const rows = page.getByRole("grid").locator(".body [role=row]");
    await rows.first().focus();
    person.clicks = 0;
    const drawer = page.getByRole("dialog");
    await page.keyboard.press("Enter");
    await drawer.waitFor();
    const title = () => drawer.getByRole("heading").first().textContent();
    const first = await title();
    // Letters go on while the drawer is open, and walk the list.
    await page.keyboard.press("j");
    await expect.poll(title).not.toBe(first);
    await page.keyboard.press("k");
    await expect.poll(title).toBe(first);
    await page.keyboard.press("i");
    await expect.poll(() => page.evaluate("document.activeElement.name")).toBe("reason");
    await expect.poll(() => drawer.locator("input[value=under_investigation]").isChecked()).toBe(true);
    // In a field a letter is a letter.
    await page.keyboard.type("jnaf?/ looked into");
    expect(await drawer.locator("textarea").inputValue()).toBe("jnaf?/ looked into");
    await person.look("triage");
    // How digits are typed into a date depends on the language of the browser.
    await drawer.locator("input[name=until]").fill(day(30));
    await drawer.getByRole("button", { name: say("decide.go") }).focus();
    await page.keyboard.press("Enter");
    const told = page.locator("output", { hasText: say("triage.next", { name: "" }).slice(0, 4) });
    await told.waitFor();
    await drawer.waitFor();
    expect(person.clicks).toBe(0);
    await person.look("triage-next");
  });

  it("reads the keys, and switches single letters off", async () => {
    const { page } = person;
    await page.goto(`/devices/${PUMP}/findings`);
    const rows = page.getByRole("grid").locator(".body [role=row]");
    await rows.first().focus();
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: say("device.keys") });
    await keys.getByText(say("triage.decide", { state: say("vex.fixed") })).waitFor();
    await person.look("triage-keys");
    await keys.getByRole("checkbox").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await rows.first().focus();
    await page.keyboard.press("n");
    await page.keyboard.press("?");
    await page.keyboard.press("j");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.evaluate("localStorage.removeItem('tutela.keys')");
  });

  it("chooses another release, and the page says of which it speaks and at which stage", async () => {
    const { page } = person;
    await page.goto(`/devices/${PUMP}`);
    await page.locator("select:has(option[value='4.0.2'])").selectOption("4.0.2");
    await page.getByRole("heading", { level: 1, name: "4.0.2" }).waitFor();
    expect(new URL(page.url()).searchParams.get("release")).toBe("4.0.2");
    expect(await page.locator("main").textContent()).toContain(say("stage.is", { stage: say("stage.support") }));
    await page.getByRole("tab", { name: say("device.tab.sbom") }).click();
    await page.getByRole("grid").locator(".body [role=row]").first().waitFor();
    await person.look("release");
  });
});
