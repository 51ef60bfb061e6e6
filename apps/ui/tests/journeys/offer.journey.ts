import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Say, saying } from "../../src/words/say";
import { type Looking, browser as open, Person } from "./person";
import { type Running, serve } from "./program";

const LOGIN = "hayashi";
const PASSWORD = "nothing is kept that breaks off";
const PUMP = "aster-s2-pump";
const RELEASE = "4.1.0";

interface Bom {
  components: { name: string; version?: string }[];
}

let server: Running;
let browser: Browser;
let held: Bom;

beforeAll(async () => {
  [server, browser] = await Promise.all([serve(), open()]);
  held = JSON.parse(readFileSync(join(server.factory, "releases", RELEASE, "controller.cdx.json"), "utf8")) as Bom;
  const person = await Person.at(browser, server.address, { lang: "en", width: 1280, colours: "light" });
  await person.setUp({
    code: server.code,
    organisation: "Aster Medical",
    party: "manufacturer",
    roles: ["product-security"],
    name: "Kenichi Hayashi",
    login: LOGIN,
    password: PASSWORD,
  });
  await person.upload(server.factory, PUMP);
  await person.leave();
});
afterAll(async () => {
  await browser?.close();
  server?.stop();
});

const WAYS: (Looking & { build: number })[] = [
  { lang: "en", width: 1280, colours: "light", build: 7 },
  { lang: "ja", width: 360, colours: "dark", build: 8 },
];

describe.each(WAYS)("one SBOM for a release, in $lang, $width pixels wide", ({ build, ...looking }) => {
  let person: Person;
  let say: Say;
  beforeAll(async () => {
    say = saying(looking.lang);
    person = await Person.at(browser, server.address, looking);
    await person.signIn(LOGIN, PASSWORD);
  });
  afterAll(() => person.leave());

  const told = (text: string) => person.page.getByText(text).first().waitFor();
  const choose = (file: string) => person.page.locator("input[name=sbom]").setInputFiles(file);
  const revisions = async () => {
    const history = await person.page.request.get(`/api/v1/devices/${PUMP}/history`);
    return ((await history.json()) as { items: { by_text: string }[] }).items;
  };
  /** The controller's SBOM of this build: one component more, one gone, one of another version. */
  const made = (name: string) => {
    const components = held.components.map((one, place) => (place === 1 ? { ...one, version: `9.${build}` } : one));
    const bom = {
      ...held,
      components: [...components.slice(0, -1), { type: "library", name: `new-part-${build}`, version: "1" }],
    };
    const path = join(server.folder, name);
    writeFileSync(path, JSON.stringify(bom));
    return path;
  };

  it("is tried before anything is written", async () => {
    await person.page.goto(`/devices/${PUMP}/sbom`);
    await person.page.getByRole("heading", { name: say("offer.title") }).waitFor();
    const before = (await revisions()).length;
    await choose(made("controller.cdx.json"));
    await person.page.getByRole("heading", { name: say("offer.effect", { release: RELEASE }) }).waitFor();
    const table = person.page.getByRole("table", { name: say("diff.added") });
    await table.getByText(`new-part-${build}`).waitFor();
    await told(`→ 9.${build}`);
    await person.look(`offer-tried-${build}`);
    expect((await revisions()).length).toBe(before);
  });

  it("is kept with a reason and one click, as a revision of this person that the log knows", async () => {
    const before = (await revisions()).length;
    const keep = person.page.getByRole("button", { name: say("offer.keep") });
    expect(await keep.isDisabled()).toBe(true);
    await person.page.locator("input[name=reason]").fill(`build ${build} of the controller`);
    person.clicks = 0;
    await person.click(keep);
    await told(say("offer.kept", { file: `releases/${RELEASE}/controller.cdx.json` }));
    expect(person.clicks).toBe(1);
    const after = await revisions();
    expect([after.length, after[0]?.by_text]).toEqual([before + 1, "Kenichi Hayashi"]);
    const components = await person.page.request.get(`/api/v1/devices/${PUMP}/components?find=new-part-${build}`);
    expect(((await components.json()) as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual([
      `new-part-${build}`,
    ]);
    await person.look(`offer-kept-${build}`);
    const log = await person.page.request.get("/api/v1/log?limit=20");
    const deeds = ((await log.json()) as { items: { deed: string; subject: string }[] }).items;
    expect(deeds.find(({ deed }) => deed === "sbom-added")?.subject).toContain("controller.cdx.json");
  });

  it("that is the very same changes nothing, and that says so", async () => {
    await person.page.goto(`/devices/${PUMP}/sbom`);
    await choose(made("controller.cdx.json"));
    await told(say("offer.same"));
    expect(await person.page.getByRole("button", { name: say("offer.keep") }).count()).toBe(0);
  });

  it("that breaks off is refused with the place, and nothing is written", async () => {
    const before = (await revisions()).length;
    await person.page.goto(`/devices/${PUMP}/sbom`);
    const path = join(server.folder, "cut.cdx.json");
    writeFileSync(path, readFileSync(made("controller.cdx.json")).subarray(0, 4_000));
    await choose(path);
    const alert = person.page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("cut.cdx.json");
    await person.look(`offer-cut-${build}`);
    const picture = join(server.folder, "picture.png");
    writeFileSync(picture, Buffer.from("89504e470d0a1a0a0000", "hex"));
    await choose(picture);
    await person.page.getByRole("alert").getByText("picture.png").first().waitFor();
    expect((await revisions()).length).toBe(before);
  });

  it("that is packed is read, and one that no release lists shows the line that is missing", async () => {
    await person.page.goto(`/devices/${PUMP}/sbom`);
    const path = join(server.folder, `build-${build}.cdx.json.gz`);
    writeFileSync(path, gzipSync(readFileSync(made("controller.cdx.json"))));
    await choose(path);
    await told(`{ file: "build-${build}.cdx.json.gz", role: product }`);
    await told(`new-part-${build}`);
    await person.look(`offer-unlisted-${build}`);
    await person.page.locator("select[name=as]").selectOption("controller.cdx.json");
    await person.page.getByRole("table", { name: say("diff.added") }).waitFor({ state: "detached" });
  });
});
