import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "ito";
const PASSWORD = "four words make one sentence";

let server: Running;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  await person.setUp({
    code: server.code,
    organisation: "St Alba",
    party: "facility",
    roles: ["hospital-it", "biomedical", "product-security"],
    name: "S. Ito",
    login: LOGIN,
    password: PASSWORD,
  });
  await person.upload(server.factory, "aster-s2-pump");
  await person.upload(server.hospital, "st-alba");
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

const WAYS: Looking[] = [
  { lang: "en", width: 1280, colours: "light" },
  { lang: "ja", width: 360, colours: "dark" },
  { lang: "ja", width: 1280, colours: "light" },
  { lang: "en", width: 360, colours: "dark" },
];

describe.each(WAYS)("in $lang, $width pixels wide, $colours", (looking) => {
  let person: Person;
  let say: Say;
  const search = async (typed: string) => {
    await person.page.locator("input[name=q]").fill(typed);
    await person.page.keyboard.press("Enter");
  };
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
  });
  afterAll(() => person.leave());

  it("a component, a unit and a device are found from any page without a click", async () => {
    await search("openssl");
    await person.page.getByRole("heading", { level: 2, name: say("search.component") }).waitFor();
    await person.look("search-component");
    await search("SA-0001");
    await person.page
      .getByRole("table", { name: say("search.unit") })
      .getByRole("link", { name: "SA-0001" })
      .waitFor();
    await search("aster-s2");
    await person.page.getByRole("link", { name: "aster-s2-pump", exact: true }).waitFor();
    expect(person.clicks).toBe(0);
  });

  it("what is not found says what was looked through", async () => {
    await search("quux");
    await person.page.locator(".chip", { hasText: say("search.none") }).waitFor();
    await person.page.locator(".sub", { hasText: say("search.through") }).waitFor();
    await person.look("search-none");
  });

  it("the SBOM is narrowed by the server to what nobody watches", async () => {
    await person.page.goto("/devices/aster-s2-pump/sbom");
    const rows = person.page.getByRole("grid").locator(".body [role=row]");
    await rows.first().waitFor();
    await person.page.locator("select:has(option[value=no-source])").selectOption("no-source");
    const others = person.page.getByRole("gridcell", { name: say("coverage.matched") });
    await expect.poll(() => others.count()).toBe(0);
    await person.page
      .getByRole("gridcell", { name: say("coverage.no-source") })
      .first()
      .waitFor();
    await person.look("sbom-narrowed");
  });

  it("two releases are compared after one click", async () => {
    await person.page.goto("/devices/aster-s2-pump");
    person.clicks = 0;
    await person.click(person.page.getByRole("tab", { name: say("device.tab.diff") }));
    await person.page.getByRole("heading", { level: 2, name: say("diff.changed") }).waitFor();
    expect(person.clicks).toBe(1);
    await person.look("diff");
  });
});
