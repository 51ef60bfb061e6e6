import { expect, it } from "vitest";
import { bytes, text } from "./passkey";

it("reads and writes bytes as the server does", () => {
  for (const [plain, letters] of [
    [[], ""],
    [[255], "_w"],
    [[251, 240], "-_A"],
    [[0, 1, 2, 253], "AAEC_Q"],
  ] as const) {
    expect(text(Uint8Array.from(plain).buffer)).toBe(letters);
    expect([...bytes(letters)]).toEqual(plain);
  }
});
