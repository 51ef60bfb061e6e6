import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tar } from "./tar";

const bytes = (text: string) => new TextEncoder().encode(text);

/** What the system's own tar makes of an archive. */
function unpacked(archive: Uint8Array, path: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tutela-tar-"));
  try {
    writeFileSync(join(folder, "a.tar"), archive);
    execFileSync("tar", ["-xf", "a.tar"], { cwd: folder });
    return readFileSync(join(folder, path), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a folder as tar", () => {
  it("is a whole number of blocks, with its end mark", () => {
    expect(tar([{ path: "a", bytes: bytes("x") }]).length).toBe(512 * 4);
  });
  it("is opened by others", () => {
    expect(
      unpacked(
        tar([{ path: "releases/4.1.0/release.yaml", bytes: bytes("id: 4.1.0\n") }]),
        "releases/4.1.0/release.yaml",
      ),
    ).toBe("id: 4.1.0\n");
  });
  it("keeps names that no header holds", () => {
    const path = `リリース/${"x".repeat(120)}.yaml`;
    expect(unpacked(tar([{ path, bytes: bytes("y") }]), path)).toBe("y");
  });
  it("gives the same bytes in whatever order the browser listed the files", () => {
    const [a, b] = [
      { path: "a", bytes: bytes("1") },
      { path: "b", bytes: bytes("2") },
    ];
    expect(tar([a, b])).toEqual(tar([b, a]));
  });
});
