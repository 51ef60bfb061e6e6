import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Packed, packed, type Running, serve } from "./program";

const LOGIN = "ito";
const PASSWORD = "four words make one sentence";

let server: Running;
let browser: Browser;
let files: Packed;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  files = packed(server);
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  await person.setUp({
    code: server.code,
    organisation: "St Alba",
    party: "facility",
    roles: ["hospital-it", "biomedical"],
    name: "S. Ito",
    login: LOGIN,
    password: PASSWORD,
  });
  await person.upload(files.hospital, "st-alba");
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

const WAYS: (Looking & { number: number; before: number })[] = [
  { lang: "en", width: 1280, colours: "light", number: 1, before: 0 },
  { lang: "ja", width: 360, colours: "dark", number: 2, before: 1 },
];

describe.each(WAYS)("in $lang, $width pixels wide, package $number", ({ number, before, ...looking }) => {
  let person: Person;
  let say: Say;
  const choose = (label: "receive.choose" | "receive.key", file: string) =>
    person.page
      .locator("label.file", { hasText: say(label) })
      .locator("input")
      .setInputFiles(file);
  const told = (text: string) => person.page.getByText(text).first().waitFor();
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
    await person.page.goto("/sites/st-alba");
    await person.click(person.page.getByRole("tab", { name: say("receive.title") }));
  });
  afterAll(() => person.leave());

  it("a package that a stranger signed is refused, and the page says what to do", async () => {
    await choose("receive.choose", files.stranger);
    await person.page.getByRole("alert").waitFor();
    await told(say("receive.key.hint"));
    await person.look(`receive-refused-${number}`);
  });

  it("what a package changes is shown before it is taken in", async () => {
    await choose("receive.choose", number === 1 ? files.first : files.second);
    if (number === 1) {
      await person.page.getByRole("alert").waitFor();
      await choose("receive.key", files.key);
      await told(say("receive.new_key.why"));
    }
    await told(say("receive.fits", { number, device: "aster-s2-pump" }));
    await told(say(number === 1 ? "receive.order.first" : "receive.order.follows", { before }));
    await person.page.getByRole("table", { name: say("receive.releases") }).waitFor();
    await person.look(`receive-tried-${number}`);
    await expect.poll(() => person.page.getByText(say("receive.taken", { number })).count()).toBe(0);
  });

  it("it is taken in, with the answer to a duty", async () => {
    const duty = person.page.locator("fieldset").first();
    if (number === 1) await duty.getByLabel(say("receive.answer.accept")).check();
    await person.click(person.page.getByRole("button", { name: say("receive.take") }));
    await told(say("receive.taken", { number }));
    await person.page.goto("/sites/st-alba");
    await person.page.getByText(`aster-s2-pump ${number}`).first().waitFor();
    await person.look(`receive-taken-${number}`);
  });

  it("what the maker is told can be taken from the page", async () => {
    const link = person.page.getByRole("link", { name: say("receive.status") });
    const href = await link.getAttribute("href");
    const answer = await person.page.request.get(href ?? "");
    expect(answer.status()).toBe(200);
    expect(await answer.json()).toMatchObject({ schema: "tutela.package-status/v1", status: { sequence: number } });
  });

  it("what touches units is decided about beside the list, and the decision waits for a second person", async () => {
    await person.page.goto("/sites/st-alba");
    await person.click(person.page.getByRole("tab", { name: say("nav.vulnerabilities") }));
    const decide = person.page.getByRole("button", { name: new RegExp(`^${say("decide.open")}`) });
    await person.click(decide.first());
    await person.page.locator("input[name=status][value=affected]").check();
    await person.page.locator("textarea[name=reason]").fill("It is reachable from the ward.");
    await person.look(`site-decide-${number}`);
    await person.page.getByRole("button", { name: say("decide.go") }).click();
    await told(say("decide.waits"));
    await person.page.goto("/sites/st-alba");
    await person.click(person.page.getByRole("tab", { name: say("device.tab.decisions") }));
    await told("It is reachable from the ward.");
    await person.look(`site-decisions-${number}`);
  });

  it("an older package is refused", async () => {
    if (number === 1) return;
    await person.page.goto("/sites/st-alba");
    await person.click(person.page.getByRole("tab", { name: say("receive.title") }));
    await choose("receive.choose", files.first);
    await person.page.getByRole("alert").waitFor();
  });
});
