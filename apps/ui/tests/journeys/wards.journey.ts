import type { Browser } from "playwright-core";
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
  { lang: "ja", width: 360, colours: "dark", login: "rei" },
];

describe.each(WAYS)("a role for a ward, in $lang, $width pixels wide", ({ login, ...looking }) => {
  let say: Say;
  let password = "";
  let ward = "";
  let others: string[] = [];
  beforeAll(() => {
    say = saying(looking.lang);
  });

  it("is given on the page of administration, from the wards of the register", async () => {
    const person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
    const { page } = person;
    const units = await page.request.get("/api/v1/sites/st-alba/units?limit=200");
    const { items } = (await units.json()) as { items: { id: string; ward: string }[] };
    ward = items.find((unit) => unit.ward !== "")?.ward ?? "";
    others = items.filter((unit) => unit.ward !== ward).map((unit) => unit.id);
    await page.goto("/admin");
    await person.click(page.getByText(say("admin.user.new")));
    await page.locator("input[name=name]").fill(`Person ${login}`);
    await page.locator("input[name=login]").fill(login);
    await person.click(page.locator("input[value=biomedical]"));
    await page.locator("select[name=scope]").selectOption(`ward:st-alba/${ward}`);
    await person.look("ward-give");
    await person.click(page.getByRole("button", { name: say("admin.user.add") }));
    password = (await page.locator("pre.mono").first().textContent()) ?? "";
    await page
      .getByText(say("scope.ward", { ward, site: "st-alba" }))
      .first()
      .waitFor();
    expect(person.clicks).toBeLessThanOrEqual(3);
    await person.leave();
  });

  it("shows the units of that ward, says so, and shows nothing of others", async () => {
    const person = await Person.at(browser, server.address, looking);
    await person.signIn(login, password);
    const { page } = person;
    await page.goto("/sites");
    await page.locator("main h1").waitFor();
    expect(await page.locator("main h1").textContent()).toContain(ward);
    await page.getByText(say("ward.only", { wards: "" }).slice(-20)).waitFor();
    await person.look("ward-site");
    expect(await page.getByRole("tab", { name: say("units.import") }).count()).toBe(0);
    expect(await page.getByRole("tab", { name: say("receive.title") }).count()).toBe(0);
    await person.click(page.getByRole("tab", { name: new RegExp(`^${say("nav.units")}`) }));
    await page.getByRole("grid").waitFor();
    await person.look("ward-units");
    const shown = (await page.locator("main").textContent()) ?? "";
    for (const other of others) expect(shown).not.toContain(other);
    await page.goto("/");
    await page.locator("main h1").waitFor();
    await person.look("ward-work");
    await person.leave();
  });

  it("somebody who comes from outside has a role for a site that ends", async () => {
    const person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
    const { page } = person;
    await page.goto("/admin");
    await person.click(page.getByText(say("admin.user.new")));
    await page.locator("input[name=name]").fill(`Provider ${login}`);
    await page.locator("input[name=login]").fill(`provider-${login}`);
    await person.click(page.locator("input[value=service-provider]"));
    await person.click(page.getByRole("button", { name: say("admin.user.add") }));
    // Without an end it is refused with the reason.
    await page.getByRole("alert").first().waitFor();
    await page.locator("select[name=scope]").selectOption("site:st-alba");
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await page.locator("input[name=until]").fill(day);
    await person.click(page.getByRole("button", { name: say("admin.user.add") }));
    await page.locator("pre.mono").waitFor();
    await page.getByText(say("scope.until", { day })).first().waitFor();
    await person.look("provider");
    await person.leave();
  });
});
