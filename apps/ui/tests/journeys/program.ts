import { type ChildProcess, type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { CheckAnswer } from "../../src/api/answers";

const ROOT = resolve(import.meta.dirname, "../../../..");
const FIXTURES = join(ROOT, "fixtures");
const PROGRAM = process.env.TUTELA ?? join(ROOT, "target/debug/tutela");

/** A day as YYYY-MM-DD, so many days from today. */
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A server with a mirror of its own, and beside it what people upload. */
export interface Running {
  address: string;
  code: string;
  /** Folder of a device. */
  factory: string;
  /** Folder of a site that received the device, with kept rules that have a hole. */
  hospital: string;
  /** A unit list in which a serial number stands twice and a version has changed. */
  units: string;
  /** What the command line answers about the device: a page and a terminal must not disagree. */
  check: () => CheckAnswer;
  /** Where all of it lies. */
  folder: string;
  /** Runs the program. */
  run: (...line: string[]) => string;
  stop: () => void;
}

/** Makes the example circle with the program itself, and serves it on loopback. */
export async function serve(): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "tutela-pages-"));
  const home = join(folder, "home");
  const run = (...line: string[]) => tutela(home, line);
  run("feeds", "import", freshened(join(folder, "feeds")), "--published", day(-1));
  const [factory, hospital] = [join(folder, "aster-s2-pump"), join(folder, "st-alba")];
  circle(run, folder, factory, hospital);
  const server = spawn(PROGRAM, ["--home", home, "--lang", "en", "serve", "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { address, code } = await announced(server);
  const stop = () => {
    server.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
  const check = () => JSON.parse(tutela(home, ["--format", "json", "check", factory])) as CheckAnswer;
  return { address, code, factory, hospital, units: unitList(folder), check, folder, run, stop };
}

/** Packages as a maker sends them to a facility that has received none yet. */
export interface Packed {
  hospital: string;
  first: string;
  second: string;
  /** One of the same device by somebody else. */
  stranger: string;
  key: string;
}

/** Makes two packages of one maker, and one of a stranger. */
export function packed({ folder, run }: Running): Packed {
  const place = (name: string) => join(folder, "packed", name);
  const [factory, hospital] = [place("factory"), place("st-alba")];
  cpSync(join(FIXTURES, "aster-s2"), factory, { recursive: true });
  cpSync(join(FIXTURES, "st-alba"), hospital, { recursive: true });
  for (const name of ["maker", "stranger"]) run("package", "keygen", place(name));
  const build = (name: string, key: string) => {
    run("package", "build", factory, "--key", place(key), "--out", place(name));
    return place(name);
  };
  const [first, second] = [build("1.tutela", "maker"), build("2.tutela", "maker")];
  return { hospital, first, second, stranger: build("3.tutela", "stranger"), key: place("maker.pub") };
}

/** The mirror of the example as if it had been made yesterday: the journeys must not age. */
function freshened(folder: string): string {
  cpSync(join(FIXTURES, "feeds"), folder, { recursive: true });
  const dated = [
    ["kev/known_exploited_vulnerabilities.json", /(?<="dateReleased": ")\d{4}-\d\d-\d\d/],
    ["nvd/nvd-2026-11-22.json", /(?<="timestamp": ")\d{4}-\d\d-\d\d/],
    ["epss", /(?<=score_date:)\d{4}-\d\d-\d\d/],
  ] as const;
  for (const [name, date] of dated) {
    const path = join(folder, name);
    for (const file of name === "epss" ? readdirSync(path).map((inner) => join(path, inner)) : [path]) {
      writeFileSync(file, readFileSync(file, "utf8").replace(date, day(-1)));
    }
  }
  return folder;
}

/** Maker and facility as in `cargo xtask demo`, up to a firewall whose kept rules let through too much. */
function circle(run: (...line: string[]) => unknown, folder: string, factory: string, hospital: string) {
  cpSync(join(FIXTURES, "aster-s2"), factory, { recursive: true });
  cpSync(join(FIXTURES, "st-alba"), hospital, { recursive: true });
  const key = join(folder, "maker.key");
  const packed = join(folder, "aster-s2.tutela");
  run("package", "keygen", key);
  run("package", "build", factory, "--key", key, "--out", packed);
  run("package", "receive", packed, hospital, "--trust", `${key}.pub`, "--accept", "all", "--by", "ito", "--write");
  const rules = join(FIXTURES, "network/fw-core-hole.nft");
  run(
    "site",
    "add-rules",
    rules,
    hospital,
    "--firewall",
    "fw-core",
    "--captured-at",
    day(-1),
    "--captured-by",
    "abe",
    "--running",
    "--write",
  );
}

/** A list of a maintenance system: one unit known with another version, one serial number on two rows. */
function unitList(folder: string): string {
  const path = join(folder, "units.csv");
  const head = "id,serial,model,maker,version,version_evidence,version_seen,ward,zone,criticality,state";
  const rows = [
    `SA-0001,AS10000,Aster S2,Aster Medical,4.0.2,read-from-device,${day(-3)},,ICU,life-supporting,in-use`,
    `SA-0003,AS10007,Aster S2,Aster Medical,4.1.0,read-from-device,${day(-3)},,Ward B,life-supporting,in-use`,
    `SA-9001,AS99001,Aster S2,Aster Medical,4.1.0,read-from-device,${day(-3)},,ICU,life-supporting,in-use`,
  ];
  writeFileSync(path, `${[head, ...rows].join("\n")}\n`);
  return path;
}

/** Statuses 1 and 3 are answers. */
function tutela(home: string, line: string[]): string {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
      maxBuffer: 1 << 26,
    };
    return execFileSync(PROGRAM, ["--home", home, "--lang", "en", ...line], options);
  } catch (fault) {
    const { status, stdout = "", stderr } = fault as { status?: number; stdout?: string; stderr?: string };
    if (status === 1 || status === 3) return stdout;
    throw new Error(`tutela ${line.join(" ")}: ${status}\n${stdout}\n${stderr}`);
  }
}

/** The address and the one-time code that the server prints when it starts. */
function announced(server: ChildProcess): Promise<{ address: string; code: string }> {
  return new Promise((done, failed) => {
    let address = "";
    server.once("exit", (status) => failed(new Error(`the server ended with status ${status}`)));
    if (!server.stdout) return failed(new Error("the server has no output"));
    createInterface(server.stdout).on("line", (line) => {
      address ||= /https?:\/\/\S+/.exec(line)?.[0] ?? "";
      const code = /set-up code\s+(\w+)/.exec(line)?.[1];
      if (code) done({ address, code });
    });
  });
}
