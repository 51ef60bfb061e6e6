import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "mori";
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
    roles: ["hospital-it", "biomedical"],
    name: "K. Mori",
    login: LOGIN,
    password: PASSWORD,
  });
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

describe.each(WAYS)("being told, in $lang, $width pixels wide", (looking) => {
  let person: Person;
  let say: Say;
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
  });
  afterAll(() => person.leave());

  it("one says how, and finds it again", async () => {
    const { page } = person;
    await page.goto("/account");
    const told = page.getByRole("region", { name: say("told.title") });
    await told.getByText(say("told.not.closed")).waitFor();
    await told.locator("input[name=address]").fill("mori@alba.example");
    await told.locator("select[name=rhythm]").selectOption("weekly");
    await told.locator("select[name=weekday]").selectOption("4");
    if (!(await told.locator("input[name=quiet]").isChecked())) await told.locator("input[name=quiet]").check();
    await told.locator("textarea[name=lines]").fill("site/st-* - at-once");
    await person.click(told.getByRole("button", { name: say("told.save") }));
    await told.getByText(say("told.saved")).waitFor();
    await person.click(told.getByRole("button", { name: say("told.trial") }));
    await told.getByText(say("told.trial.waits")).waitFor();
    await person.look("account-told");
    expect(person.clicks).toBeLessThanOrEqual(3);
    await page.reload();
    expect(await told.locator("select[name=rhythm]").inputValue()).toBe("weekly");
    expect(await told.locator("textarea[name=lines]").inputValue()).toBe("site/st-* - at-once");
  });

  it("a secret address is read without signing in, until it is withdrawn", async () => {
    const { page } = person;
    const addresses = page.getByRole("region", { name: say("address.title") });
    await person.click(addresses.getByText(say("address.make")).first());
    const label = `calendar ${looking.lang}`;
    await addresses.locator("input[name=label]").fill(label);
    await person.click(addresses.getByRole("button", { name: say("address.make"), exact: true }));
    const [atom = "", ics = ""] = (await addresses.locator("pre").textContent())?.split("\n") ?? [];
    const answers = await Promise.all([fetch(atom), fetch(ics)]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect([texts[0]?.includes("<feed "), texts[1]?.startsWith("BEGIN:VCALENDAR\r\n")]).toEqual([true, true]);
    await person.click(addresses.getByRole("button", { name: `${say("address.withdraw")}: ${label}` }));
    await addresses.getByText(say("address.withdrawn")).first().waitFor();
    expect((await fetch(ics)).status).toBe(404);
  });

  it("the administrator sees which messages wait and why", async () => {
    const { page } = person;
    await page.goto("/admin");
    const outbox = page.getByRole("region", { name: say("outbox.title") });
    await outbox.getByText(say("outbox.closed")).first().waitFor();
    await person.look("admin-outbox");
  });
});
