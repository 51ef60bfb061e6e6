import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "ono";
const PASSWORD = "a sentence that nobody guesses";

let server: Running;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  await person.setUp({
    code: server.code,
    organisation: "St Alba",
    party: "facility",
    roles: ["hospital-it"],
    name: "M. Ono",
    login: LOGIN,
    password: PASSWORD,
  });
  await person.upload(server.hospital, "st-alba");
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

const WAYS: (Looking & { login: string })[] = [
  { lang: "en", width: 1280, colours: "light", login: "kai" },
  { lang: "en", width: 360, colours: "light", login: "lou" },
  { lang: "ja", width: 1280, colours: "dark", login: "mei" },
  { lang: "ja", width: 360, colours: "dark", login: "rei" },
];

/** Moves the focus to something with the keyboard alone, and does it. */
async function press(page: Page, name: string) {
  await page.getByRole("button", { name, exact: true }).focus();
  await page.keyboard.press("Enter");
}

describe.each(WAYS)("an account that is changed, in $lang, $width pixels wide", ({ login, ...looking }) => {
  let say: Say;
  let name = "";
  let password = "";
  let given = "";
  let admin: Person;
  let other: Person;

  beforeAll(async () => {
    say = saying(looking.lang);
    name = `Person ${login}`;
    admin = await Person.at(browser, server.address, looking);
    await admin.signIn(LOGIN, PASSWORD);
    await admin.page.goto("/admin");
    await admin.page.getByText(say("admin.user.new")).click();
    await admin.page.locator("input[name=name]").fill(name);
    await admin.page.locator("input[name=login]").fill(login);
    await admin.page.locator("input[value=auditor]").check();
    await admin.page.getByRole("button", { name: say("admin.user.add") }).click();
    password = (await admin.page.locator("pre.mono").first().textContent()) ?? "";
    other = await Person.at(browser, server.address, looking);
    await other.signIn(login, password);
  });
  afterAll(async () => {
    await admin.leave();
    await other.leave();
  });

  it("with the keyboard another role for a part is given, and its person sees it at once", async () => {
    await other.page.goto("/log");
    await other.page.locator("main h1").waitFor();
    expect(await other.page.locator("nav a[href='/log']").count()).toBe(1);
    const { page } = admin;
    await press(page, say("change.title", { name }));
    // The form takes the focus to the role.
    const panel = page.getByRole("region", { name: say("change.title", { name }) });
    await panel.locator("select[name=role]:focus").waitFor();
    await panel.locator("select[name=role]").selectOption("biomedical");
    await panel.locator("select[name=scope]").selectOption("site:st-alba");
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await panel.locator("input[name=until]").fill(day);
    await admin.look("accounts-change");
    await press(page, say("change.save"));
    await panel.getByText(say("change.saved")).waitFor();
    await page.getByText(say("scope.until", { day })).first().waitFor();
    // The same session: what was taken away is closed, and what was given is open.
    expect((await other.page.request.get("/api/v1/log")).status()).toBe(403);
    expect((await other.page.request.get("/api/v1/sites/st-alba/units")).status()).toBe(200);
    await other.page.goto("/sites/st-alba");
    await other.page.locator("main h1").waitFor();
    expect(await other.page.locator("nav a[href='/log']").count()).toBe(0);
  });

  it("the last administrator is told why their own role stays", async () => {
    const { page } = admin;
    await press(page, say("change.title", { name: "M. Ono" }));
    const panel = page.getByRole("region", { name: say("change.title", { name: "M. Ono" }) });
    const roles = panel.locator("select[name=role]");
    await roles.first().waitFor();
    for (let place = 0; place < (await roles.count()); place += 1) {
      if ((await roles.nth(place).inputValue()) === "administrator") await roles.nth(place).selectOption("quality");
    }
    await panel.getByRole("button", { name: say("change.save") }).press("Enter");
    await panel.getByRole("alert").waitFor();
    await admin.look("accounts-last");
    expect((await page.request.get("/api/v1/users")).status()).toBe(200);
    expect(await panel.getByRole("button", { name: say("change.password") }).count()).toBe(0);
    await press(page, say("change.title", { name: "M. Ono" }));
  });

  it("who forgot the password gets one for one sign-in, and chooses another first", async () => {
    const { page } = admin;
    const panel = page.getByRole("region", { name: say("change.title", { name }) });
    await panel.getByRole("button", { name: say("change.password") }).press("Enter");
    await panel.getByRole("button", { name: say("change.password.sure") }).press("Enter");
    given = (await panel.locator("pre.mono").textContent()) ?? "";
    await admin.look("accounts-reset");
    expect((await other.page.request.get("/api/v1/sites")).status()).toBe(401);
    await other.page.goto("/");
    await other.page.locator("input[name=login]").fill(login);
    await other.page.locator("input[name=password]").fill(given);
    await other.page.keyboard.press("Enter");
    await other.page.getByRole("heading", { level: 1, name: say("choose.title") }).waitFor();
    await other.look("accounts-choose");
    await other.page.locator("input[name=old]").fill(given);
    await other.page.keyboard.press("Tab");
    await other.page.keyboard.type("another sentence of one's own");
    await other.page.keyboard.press("Enter");
    await other.page.locator("nav").waitFor({ state: "attached" });
    expect((await other.page.request.get("/api/v1/sites")).status()).toBe(200);
  });

  it("an account that was disabled is let in again", async () => {
    const { page } = admin;
    await press(page, `${say("admin.disable")}: ${name}`);
    await press(page, `${say("admin.disable")}: ${name}`);
    await page.getByRole("button", { name: `${say("change.enable")}: ${name}` }).waitFor();
    expect((await other.page.request.get("/api/v1/sites")).status()).toBe(401);
    await press(page, `${say("change.enable")}: ${name}`);
    await press(page, `${say("change.enable.sure")}: ${name}`);
    await page.getByRole("button", { name: `${say("admin.disable")}: ${name}` }).waitFor();
    await other.signIn(login, "another sentence of one's own");
    expect((await other.page.request.get("/api/v1/sites")).status()).toBe(200);
  });

  it("a token is made for a part, and the list says for which", async () => {
    const { page } = admin;
    await page.goto("/account");
    await page.getByText(say("admin.token.new")).click();
    const section = page.locator("section", { has: page.getByRole("heading", { name: say("admin.tokens") }) });
    await section.locator("input[name=label]").fill(`build ${login}`);
    await section.locator("input[value=add-devices]").uncheck();
    await section.locator("input[value=read-sites]").check();
    await section.locator("select[name=scope]").selectOption("site:st-alba");
    await press(page, say("token.for.more"));
    await section.locator("select[name=scope]:focus").waitFor();
    await admin.look("accounts-token");
    await section.getByRole("button", { name: say("admin.token.make") }).press("Enter");
    const token = (await section.locator("pre.mono").textContent()) ?? "";
    const row = section.locator("tr", { hasText: `build ${login}` });
    await row.getByText("site:st-alba").waitFor();
    await admin.look("accounts-tokens");
    const asked = (path: string) =>
      fetch(`${server.address}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
    expect((await asked("/sites/st-alba/units")).status).toBe(200);
    expect((await asked("/devices")).status).toBe(403);
  });
});
