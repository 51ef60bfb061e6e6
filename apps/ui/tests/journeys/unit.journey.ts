import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UnitAnswer } from "../../src/api/unit";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "mori";
const PASSWORD = "a label is read and not believed";
const SITE = "st-alba";

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
  await person.upload(server.hospital, SITE);
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

/** Units that run 4.0.2, of which 4.1.0 is the newer release. */
const WAYS: (Looking & { patched: string; stuck: string; serial: string; camera: string })[] = [
  {
    lang: "en",
    width: 360,
    colours: "light",
    patched: "SA-0004",
    stuck: "SA-0012",
    serial: "AS10021",
    camera: "SA-0020",
  },
  {
    lang: "ja",
    width: 360,
    colours: "dark",
    patched: "SA-0008",
    stuck: "SA-0016",
    serial: "AS10049",
    camera: "SA-0024",
  },
];

/** A camera of one picture, and a browser that reads this barcode in it. */
const SEES = (text: string) => `
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["data_matrix", "code_128"]; }
    async detect() { return [{ rawValue: ${JSON.stringify(text)} }]; }
  };
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 1, 1);
    return canvas.captureStream(5);
  };`;

describe.each(WAYS)("at a unit with a phone, in $lang, $colours", ({ patched, stuck, serial, camera, ...looking }) => {
  let person: Person;
  let say: Say;
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
  });
  afterAll(() => person.leave());

  const told = (text: string) => person.page.getByText(text).first().waitFor();
  const at = (unit: string) => person.page.waitForURL(`**/sites/${SITE}/units/${unit}`);
  const asked = async (unit: string) => {
    const answer = await person.page.request.get(`/api/v1/sites/${SITE}/units/${unit}`);
    expect(answer.status()).toBe(200);
    return (await answer.json()) as UnitAnswer;
  };
  const scan = async (text: string) => {
    await person.page.locator("input[name=scan]").fill(text);
    await person.page.keyboard.press("Enter");
  };

  it("the label leads to the unit and one button records the version: two clicks", async () => {
    const { page } = person;
    person.clicks = 0;
    await person.click(page.getByRole("link", { name: say("nav.scan") }).first());
    const field = page.locator("input[name=scan]");
    await field.waitFor();
    await told(say("scan.camera.none"));
    await person.look(`scan-${patched}`);
    // As a scanner types it: the separator is Ctrl+].
    await page.keyboard.type("]d2010459999900001710L7");
    await page.keyboard.press("Control+]");
    await page.keyboard.type(`21${serial}`);
    await page.keyboard.press("Enter");
    await at(patched);
    await told(say("unit.todo.update", { release: "4.1.0", date: "2026-11-02" }));
    const { check, unit, behind } = await asked(patched);
    expect([unit.version, behind]).toEqual(["4.0.2", "yes"]);
    const [release] = check.releases;
    await told(
      say("unit.coverage", {
        watched: release?.watched ?? -1,
        countable: release?.countable ?? -1,
        release: release?.release ?? "",
      }),
    );
    await person.look(`unit-${patched}`);
    await person.click(page.getByRole("button", { name: say("unit.runs.go", { version: "4.1.0" }) }));
    await told(say("unit.recorded.runs", { version: "4.1.0" }));
    expect(person.clicks).toBe(2);
    const after = await asked(patched);
    expect([after.unit.version, after.unit.version_evidence, after.release]).toEqual([
      "4.1.0",
      "read-from-device",
      "4.1.0",
    ]);
    expect(after.behind).toBe("no");
    await person.look(`unit-recorded-${patched}`);
  });

  it("what was recorded is a revision of the site with the person, and stands in the log", async () => {
    const { page } = person;
    const history = await (await page.request.get(`/api/v1/sites/${SITE}/history`)).json();
    expect((history as { items: { by_text: string }[] }).items[0]?.by_text).toBe("K. Mori");
    const log = await (await page.request.get("/api/v1/log?limit=20")).json();
    const deeds = (log as { items: { deed: string; subject: string }[] }).items;
    expect(deeds.find(({ deed }) => deed === "unit-recorded")?.subject).toBe(`site/${SITE} ${patched}`);
  });

  it("a reason why it cannot be done is kept, and takes nothing away from what stands against the unit", async () => {
    const { page } = person;
    const before = await asked(stuck);
    await page.goto(`/sites/${SITE}/units/${stuck}`);
    const button = page.getByRole("button", { name: say("unit.cannot.go") });
    await button.waitFor();
    expect(await button.isDisabled()).toBe(true);
    person.clicks = 0;
    await page.locator("input[name=reason]").fill("The operating theatre has no window before Friday.");
    await person.click(button);
    await told(say("unit.recorded.cannot", { release: "4.1.0" }));
    expect(person.clicks).toBe(1);
    await told("The operating theatre has no window before Friday.");
    const after = await asked(stuck);
    expect([after.check.verdict, after.check.vulnerabilities.length]).toEqual([
      before.check.verdict,
      before.check.vulnerabilities.length,
    ]);
    expect(after.cannot.map(({ release, of_all }) => [release, of_all])).toEqual([["4.1.0", false]]);
    await person.look(`unit-cannot-${stuck}`);
  });

  it("what somebody else recorded meanwhile is not written over", async () => {
    const { page } = person;
    // Nobody tells this page that something changed, as on a phone that lost its network for a moment.
    await page.route("**/api/v1/events", (route) => route.abort());
    await page.goto(`/sites/${SITE}/units/${stuck}`);
    const button = page.getByRole("button", { name: say("unit.runs.go", { version: "4.1.0" }) });
    await button.waitFor();
    const { held } = await asked(stuck);
    const other = await page.request.post(`/api/v1/sites/${SITE}/units/${stuck}`, {
      data: { held, done: "runs", version: "4.0.2", evidence: "service-record" },
      headers: { origin: server.address },
    });
    expect(other.status()).toBe(200);
    await button.click();
    await page.getByText("server/conflict").first().waitFor();
    expect((await asked(stuck)).unit.version).toBe("4.0.2");
    await page.unroute("**/api/v1/events");
  });

  it("a digit that was misread is told, and no unit is opened", async () => {
    await person.page.goto("/scan");
    await scan(`(01)04599999000018(21)${serial}`);
    await told(say("scan.doubt"));
    await told(say("scan.none"));
    await person.look(`scan-doubt-${patched}`);
  });

  it("a label that breaks off is told so", async () => {
    await scan("(01)045999990");
    await told(say("scan.doubt"));
  });

  it("of several units of one model the person chooses", async () => {
    await scan("04599999000017");
    await person.page.getByRole("link", { name: "SA-0001" }).waitFor();
    await person.look(`scan-several-${patched}`);
  });

  it("the box at the top finds it too", async () => {
    await person.page.locator("input[name=q]").fill(serial);
    await person.page.keyboard.press("Enter");
    await person.click(person.page.getByRole("link", { name: patched }));
    await at(patched);
  });

  it("where the browser reads barcodes the camera leads there with one click", async () => {
    const { page } = person;
    const number = camera === "SA-0020" ? "AS10133" : "AS10161";
    await page.addInitScript(SEES(`\u001d010459999900001721${number}`));
    await page.goto("/scan");
    const button = page.getByRole("button", { name: say("scan.camera") });
    await button.waitFor();
    await person.look(`scan-camera-${camera}`);
    person.clicks = 0;
    await person.click(button);
    await at(camera);
    expect(person.clicks).toBe(1);
  });

  it("a unit of which nothing is known is blind and says what to do", async () => {
    const { page } = person;
    await page.goto(`/sites/${SITE}/units/SA-0029`);
    await told(say("unit.sentence.release-unknown", { version: say("unit.version.unknown") }));
    await told(say("unit.todo.version"));
    await person.look(`unit-blind-${patched}`);
    await page.goto(`/sites/${SITE}/units/nothing`);
    await page.getByRole("alert").waitFor();
  });
});

it("the register leads to each unit, at a desk", async () => {
  const say = saying("en");
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  await person.signIn(LOGIN, PASSWORD);
  await person.page.goto(`/sites/${SITE}?tab=units`);
  await person.click(person.page.getByRole("link", { name: "SA-0002" }));
  await person.page.waitForURL(`**/sites/${SITE}/units/SA-0002`);
  await person.page.getByRole("heading", { name: say("unit.todo") }).waitFor();
  await person.look("unit-desk");
  await person.leave();
});
