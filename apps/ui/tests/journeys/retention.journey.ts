import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "endo";
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
    roles: ["quality", "hospital-it"],
    name: "R. Endo",
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

const WAYS: (Looking & { reason: string })[] = [
  { lang: "en", width: 1280, colours: "light", reason: "Court case 12 about infusion pumps" },
  { lang: "ja", width: 360, colours: "dark", reason: "輸液ポンプに関する訴訟の証拠として保全" },
];

describe.each(WAYS)("legal hold, in $lang, $width pixels wide", ({ reason, ...looking }) => {
  let person: Person;
  let say: Say;
  let region: Locator;
  const row = () => region.locator("tr", { hasText: reason });
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
    region = person.page.getByRole("region", { name: say("keep.title") });
  });
  afterAll(() => person.leave());

  it("the page says how long each class of records is kept and what would go now", async () => {
    await person.page.goto("/admin");
    await region.getByText(say("keep.lead")).waitFor();
    const classes = region.locator("table").first().locator("tbody tr");
    await classes.first().waitFor();
    expect(await classes.count()).toBeGreaterThan(3);
    for (const period of await classes.locator("td:first-of-type").allTextContents()) expect(period).not.toBe("");
    await person.look("retention");
  });

  it("a hold is set in three clicks, with its reason, and stands in the list", async () => {
    person.clicks = 0;
    await person.click(region.locator("summary", { hasText: say("keep.hold.add") }));
    await person.click(region.locator("select[name=on]"));
    await region.locator("select[name=on]").selectOption("site");
    await region.locator("input[name=id]").fill("st-alba");
    await region.locator("textarea[name=reason]").fill(reason);
    await person.click(region.getByRole("button", { name: say("keep.hold.add") }));
    await row().getByText(say("keep.hold.stands")).waitFor();
    expect(await row().textContent()).toContain("st-alba");
    expect(await row().textContent()).toContain("R. Endo");
    expect(person.clicks).toBeLessThanOrEqual(3);
    await person.look("retention-held");
  });

  it("an id that is mistyped holds nothing, and the page says so", async () => {
    const before = await region.getByText(say("keep.hold.stands")).count();
    await region.locator("input[name=id]").fill("st-alpa");
    await region.getByRole("button", { name: say("keep.hold.add") }).click();
    await region.getByRole("alert").waitFor();
    expect(await region.getByText(say("keep.hold.stands")).count()).toBe(before);
    await person.look("retention-mistyped");
  });

  it("a reason that says nothing is not taken", async () => {
    const before = await region.getByText(say("keep.hold.stands")).count();
    await region.locator("textarea[name=reason]").fill("x");
    await region.getByRole("button", { name: say("keep.hold.add") }).click();
    expect(await region.locator("textarea[name=reason]:invalid").count()).toBe(1);
    expect(await region.getByText(say("keep.hold.stands")).count()).toBe(before);
  });

  it("it is ended in two clicks, and who ended it stays in sight", async () => {
    person.clicks = 0;
    await person.click(row().getByRole("button", { name: new RegExp(`^${say("keep.hold.end")}`) }));
    expect(await row().getByText(say("keep.hold.stands")).count()).toBe(1);
    await person.click(row().getByRole("button", { name: new RegExp(`^${say("keep.hold.end.sure")}`) }));
    await row().getByText(say("keep.hold.stands")).waitFor({ state: "detached" });
    expect((await row().textContent())?.match(/R\. Endo/g)).toHaveLength(2);
    expect(person.clicks).toBe(2);
    await person.look("retention-ended");
  });
});
