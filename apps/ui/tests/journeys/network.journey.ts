import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { packed, type Running, serve } from "./program";

const LOGIN = "abe";
const PASSWORD = "four words make one sentence";
const RULES = resolve(import.meta.dirname, "../../../../fixtures/network/fw-core.nft");
const UNIT = "SA-0001";

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
    name: "S. Abe",
    login: LOGIN,
    password: PASSWORD,
  });
  await person.upload(packed(server).hospital, "st-alba");
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

describe.each(WAYS)("in $lang, $width pixels wide", (looking) => {
  let person: Person;
  let say: Say;
  const menu = looking.width < 760 ? 1 : 0;
  const told = (text: string) => person.page.getByText(text).first().waitFor();
  const button = (name: string) => person.page.getByRole("button", { name });
  const go = async () => {
    await person.page.goto("/");
    await person.page.locator("main h1").waitFor();
    person.clicks = 0;
    if (menu) await person.click(person.page.locator("button.menu"));
    await person.click(
      person.page.getByRole("navigation").getByRole("link", { name: say("nav.network"), exact: true }),
    );
  };
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
  });
  afterAll(() => person.leave());

  it("a site that received no profile is told what to do, and the step leads there", async () => {
    if (looking.lang === "ja") return;
    await go();
    await told(say("network.profile.none"));
    expect(await person.page.getByLabel(say("network.profile"), { exact: true }).count()).toBe(0);
    await person.look("network-no-profile");
    await person.click(person.page.getByRole("link", { name: say("network.profile.none.next") }));
    await told(say("receive.hint"));
    await person.upload(server.hospital, "st-alba");
  });

  it("the map draws what is proved of each way, and the table says the same", async () => {
    await go();
    await told(say("network.verdict.different"));
    const ways = person.page.getByRole("region", { name: say("network.edges") });
    await ways.getByText(say("network.edge.open")).first().waitFor();
    expect(await ways.getByText(say("network.edge.closed")).count()).toBe(0);
    const drawn = await person.page.locator(".map text.mark").allTextContents();
    expect(drawn).toContain(`▲ ${say("network.edge.open")}`);
    expect(drawn).toContain(`◇ ${say("network.edge.unknown")}`);
    await person.look("network-map");
  });

  it("hospital IT writes rules, sees what they change and has the file in three clicks", async () => {
    await go();
    await person.click(button(say("network.write.go")));
    await told(say("network.draft"));
    await told(say("network.diff.changed"));
    const changes = person.page.getByRole("table", { name: say("network.diff.list") });
    await changes.getByText(say("network.diff.closed")).first().waitFor();
    await person.look("network-draft");
    const file = person.page.waitForEvent("download");
    await person.click(button(say("network.draft.file", { file: "" }).trim()).first());
    const text = readFileSync(await (await file).path(), "utf8");
    expect(text).toContain("aster-s2-pump");
    expect(person.clicks).toBeLessThanOrEqual(menu + 3);
  });

  it("an incident: what isolating a unit stops for the patient is shown in two clicks", async () => {
    await go();
    await person.page.locator("input[name=unit]").fill(UNIT);
    await person.click(button(say("network.isolate.go")));
    await told(say("network.isolate.undeclared"));
    expect(person.clicks).toBeLessThanOrEqual(menu + 2);
    await told(say("network.isolate.stops"));
    await told(say("network.isolate.effect.unknown"));
    await told(say("network.isolate.decide", { count: 2 }));
    await person.look("network-isolate");
    await person.click(button(say("network.isolate.stop")).first());
    await told(say("network.isolate.decide", { count: 1 }));
    await button(say("network.isolate.keep")).waitFor();
  });

  it("a unit that is not there is refused with a next step", async () => {
    await person.page.locator("input[name=unit]").fill("nobody");
    await person.page.keyboard.press("Enter");
    await person.page.getByRole("alert").first().waitFor();
  });

  it("rules of a firewall are tried first, and kept when a person says so", async () => {
    await go();
    await person.page.locator("input[name=file]").setInputFiles(RULES);
    await person.page
      .locator("input[name=captured_at]")
      .fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    await person.page.locator("select[name=configuration]").selectOption("running");
    await person.click(button(say("network.add.go")));
    await button(say("network.add.keep")).waitFor();
    await person.look("network-add");
    if (looking.lang === "en") return;
    await person.click(button(say("network.add.keep")));
    await told(say("network.add.kept"));
    await told(say("network.undeclared.none"));
    await person.look("network-added");
  });

  it("what is known to be exploited in units stands in the work of the hospital, each by itself", async () => {
    await person.page.goto("/");
    await told("CVE-2023-4863");
  });

  it("a link of the work list lands on the card of what is to be done", async () => {
    await person.page.goto("/sites/st-alba?about=CVE-2014-0160");
    await told(say("todo.next.where"));
    await person.look("site-card");
    await person.page.goto("/sites/st-alba?about=CVE-2099-99999");
    await told(say("todo.gone.detail"));
  });
});
