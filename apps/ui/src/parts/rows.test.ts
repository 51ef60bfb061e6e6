import { describe, expect, it } from "vitest";
import { type Column, narrowed } from "./rows";

const columns: Column<string>[] = [{ id: "name", title: "", track: "1fr", value: (row) => row, shows: (row) => row }];
const expectLeft = (typed: string, left: string[]) =>
  expect(narrowed(["OpenSSL 1.0.1f", "zlib 1.2.11"], columns, typed)).toEqual(left);

describe("narrowing a list", () => {
  it("keeps all without words", () => expectLeft("  ", ["OpenSSL 1.0.1f", "zlib 1.2.11"]));
  it("asks for every word, in any order and case", () => expectLeft("1.0 openssl", ["OpenSSL 1.0.1f"]));
  it("keeps none when nothing matches", () => expectLeft("curl", []));
});
