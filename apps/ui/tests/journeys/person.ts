import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { expect } from "vitest";
import { saying } from "../../src/words/say";

const CHROMIUM = process.env.TUTELA_CHROMIUM ?? "/usr/bin/chromium";
const SHOTS = process.env.TUTELA_SHOTS ?? "../../target/pages";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How a person looks at the pages. */
export interface Looking {
  lang: "en" | "ja";
  width: number;
  colours: "light" | "dark";
}

/** Who sets a server up. */
export interface FirstPerson {
  code: string;
  organisation: string;
  party: "manufacturer" | "facility";
  roles: string[];
  name: string;
  login: string;
  password: string;
}

/** Opens the browser. */
export function browser(): Promise<Browser> {
  // As root, as on a build machine, Chromium has no sandbox; it sees nothing but our own server.
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** A person at a browser: counts what they click, and notes what the browser complains of. */
export class Person {
  clicks = 0;
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly looking: Looking,
  ) {}

  /** Sits down before the server. */
  static async at(browser: Browser, address: string, looking: Looking): Promise<Person> {
    const context = await browser.newContext({
      baseURL: address,
      locale: looking.lang,
      colorScheme: looking.colours,
      viewport: { width: looking.width, height: looking.width < 500 ? 780 : 900 },
    });
    const page = await context.newPage();
    const person = new Person(page, context, looking);
    page.on("pageerror", (fault) => person.complaints.push(fault.message));
    page.on("console", (message) => {
      // What the server refuses is shown on the page; the browser says it a second time.
      const refused = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !refused) person.complaints.push(message.text());
    });
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(address).origin) person.complaints.push(`asked ${request.url()}`);
    });
    return person;
  }

  /** Sets the server up, as the first person of the first organisation, and is signed in then. */
  async setUp(of: FirstPerson) {
    const field = (name: string) => this.page.locator(`input[name=${name}]`);
    await this.page.goto("/");
    await field("code").fill(of.code);
    await field("organisation").fill(of.organisation);
    await this.page.locator(`input[name=party][value=${of.party}]`).check();
    for (const role of of.roles) await this.page.locator(`input[value=${role}]`).check();
    await field("name").fill(of.name);
    await field("login").fill(of.login);
    await field("password").fill(of.password);
    await this.page.keyboard.press("Enter");
    await this.page.locator("nav").waitFor();
  }

  /** Uploads a folder, whose dossier or site is kept under this name. */
  async upload(folder: string, name: string) {
    await this.page.goto("/devices");
    await this.page.locator("input[type=file]").setInputFiles(folder);
    await this.page.getByText(saying(this.looking.lang)("devices.upload.done", { name })).waitFor();
  }

  /** Clicks, and counts it. */
  async click(what: Locator) {
    this.clicks += 1;
    await what.click();
  }

  /** Whether the server says that it answers a route. */
  async offers(method: "get" | "post", path: string): Promise<boolean> {
    const described = (await this.context.request.get("/api/v1/openapi.json").then((answer) => answer.json())) as {
      paths: Record<string, Record<string, unknown>>;
    };
    return described.paths[`/api/v1${path}`]?.[method] !== undefined;
  }

  /** Signs in, with the keyboard alone. */
  async signIn(login: string, password: string) {
    await this.page.goto("/");
    await this.page.locator("input[name=login]").fill(login);
    await this.page.locator("input[name=password]").fill(password);
    await this.page.keyboard.press("Enter");
    await this.page.locator("nav").waitFor({ state: "attached" });
    this.clicks = 0;
  }

  /** Holds the page against WCAG 2.2 AA, looks that nothing sticks out sideways, and keeps a picture. */
  async look(name: string) {
    await this.page.locator("h1").first().waitFor();
    const { lang, width, colours } = this.looking;
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SHOTS, `${name}-${lang}-${width}-${colours}.png`), fullPage: true });
    await this.page.evaluate(AXE);
    const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`;
    expect(await this.page.evaluate(run), `${name}: WCAG`).toEqual([]);
    const wider = await this.page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect(wider, `${name}: sticks out sideways`).toBeLessThanOrEqual(0);
    expect(await this.page.evaluate("document.documentElement.lang")).toBe(lang);
  }

  /** Leaves; the browser must have had nothing to complain of, such as a breach of the content security policy. */
  async leave() {
    expect(this.complaints).toEqual([]);
    await this.context.close();
  }
}
