import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saying } from "../../src/words/say";
import { browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const PASSWORD = "a sentence that nobody guesses";

let server: Running;
let browser: Browser;
/** Passkeys are bound to a name: the same server by its name instead of its address. */
let address: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  address = server.address.replace("127.0.0.1", "localhost");
  const first = await Person.at(browser, address, { lang: "en", width: 1280, colours: "light" });
  await first.setUp({
    code: server.code,
    organisation: "St. Alba Hospital",
    party: "facility",
    roles: [],
    name: "Kenichi Hayashi",
    login: "hayashi",
    password: PASSWORD,
  });
  await first.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

/** A device of this person, such as a laptop with a fingerprint reader: it keeps passkeys and verifies who touches it. */
async function device(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

const LOOKS = [
  { lang: "en", width: 1280, colours: "light", login: "sato" },
  { lang: "ja", width: 360, colours: "dark", login: "mori" },
] as const;

describe.each(LOOKS)("a person with a passkey ($lang)", ({ login, ...looking }) => {
  const say = saying(looking.lang);
  let person: Person;
  let password = "";
  let held: Awaited<ReturnType<typeof device>>;
  const enter = () => person.page.getByRole("button", { name: say("passkey.signin") });
  const own = () =>
    person.page.locator("section", { has: person.page.getByRole("heading", { name: say("passkey.title") }) });
  const account = async () => {
    await person.page.goto("/account");
    await own().waitFor();
  };

  beforeAll(async () => {
    const first = await Person.at(browser, address, { lang: "en", width: 1280, colours: "light" });
    await first.signIn("hayashi", PASSWORD);
    const json = { name: login, login, roles: [{ role: "hospital-it" }] };
    const made = await first.page.evaluate(async (body) => {
      const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };
      return (await (await fetch("/api/v1/users", init)).json()) as { password: string };
    }, JSON.stringify(json));
    password = made.password;
    await first.leave();
    person = await Person.at(browser, address, looking);
    held = await device(person.page);
  });
  afterAll(() => person.leave());

  it("adds one on the page of the account, by password, keyboard and device", async () => {
    await person.signIn(login, password);
    await account();
    await own().getByText(say("passkey.none")).waitFor();
    await own().getByText(say("passkey.add"), { exact: true }).focus();
    await person.page.keyboard.press("Enter");
    await own().locator("input[name=name]").fill("Laptop");
    await own().locator("input[name=password]").fill(password);
    await person.page.keyboard.press("Enter");
    await own().getByText(say("passkey.codes.hint")).waitFor();
    await own()
      .getByRole("button", { name: say("factor.done") })
      .click();
    await own().getByRole("article", { name: "Laptop" }).getByText(say("passkey.unused")).waitFor();
    await person.page.waitForLoadState("networkidle");
    await person.look("passkeys");
  });

  it("signs in with it, without a login or a password", async () => {
    const { page } = person;
    await page.context().clearCookies();
    await page.goto("/");
    await enter().waitFor();
    await person.look("passkey-signin");
    await enter().focus();
    await page.keyboard.press("Enter");
    await page.locator("nav").waitFor({ state: "attached" });
    await account();
    const seen = say("passkey.seen", { when: "" }).trim();
    await own().getByRole("article", { name: "Laptop" }).getByText(seen).waitFor();
  });

  it("proves with it again who they are", async () => {
    const { page } = person;
    const factor = page.locator("section", { has: page.getByRole("heading", { name: say("factor.title") }) });
    await factor.getByText(say("factor.begin")).click();
    await factor.getByRole("button", { name: say("passkey.instead") }).click();
    await factor.getByText(say("passkey.given")).waitFor();
    await factor.getByRole("button", { name: say("factor.show") }).click();
    await page.getByRole("img", { name: say("factor.picture") }).waitFor();
  });

  it("is told when the device verifies nobody", async () => {
    const { page } = person;
    const { cdp, authenticatorId } = held;
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.context().clearCookies();
    await page.goto("/");
    await enter().click();
    await page.getByRole("alert").getByText(say("passkey.not")).waitFor();
    await person.look("passkey-not-verified");
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await enter().click();
    await page.locator("nav").waitFor({ state: "attached" });
  });

  it("removes it, and it opens nothing any more", async () => {
    const { page } = person;
    await account();
    const laptop = own().getByRole("article", { name: "Laptop" });
    await laptop.getByText(say("passkey.remove"), { exact: true }).click();
    await laptop.locator("input[name=password]").fill(password);
    await page.keyboard.press("Enter");
    await own().getByText(say("passkey.none")).waitFor();
    await page.context().clearCookies();
    await page.goto("/");
    await enter().click();
    await page.getByRole("alert").waitFor();
    expect(await page.locator("nav").count()).toBe(0);
  });

  it("is told that an address without a name has none", async () => {
    const by = await Person.at(browser, server.address, looking);
    await by.page.goto("/");
    await by.page.locator("input[name=login]").waitFor();
    expect(await by.page.getByRole("button", { name: say("passkey.signin") }).count()).toBe(0);
    await by.signIn(login, password);
    await by.page.goto("/account");
    await by.page.getByText(say("passkey.host", { host: "localhost" })).waitFor();
    await by.page.waitForLoadState("networkidle");
    await by.look("passkeys-by-address");
    await by.leave();
  });
});
