import { describe, expect, it } from "vitest";
import type { Found, Hit } from "../api/server";
import { plain, SEPARATOR, theOne } from "./barcode";

const unit = (id: string): Hit => ({ kind: "unit", id, at: "east", detail: "", href: `/sites/east/units/${id}` });
const found = (q: string, hits: Hit[], doubt = ""): Found => ({
  q,
  hits,
  more: false,
  looked_through: [],
  scanned: { agency: "GS1", device: "", serial: null, lot: null, check: null, doubt },
});

describe("a text that was scanned", () => {
  it("has its separator kept and its wide letters narrow", () => {
    expect(plain("\u001d０１０4599999000017\u001d21ＡＳ1\r\n")).toBe(`${SEPARATOR}0104599999000017${SEPARATOR}21AS1`);
  });
});

describe("the unit that is meant", () => {
  it("is the only one", () => expect(theOne(found("x", [unit("a")]))?.id).toBe("a"));
  it("is the one of that id among several", () => expect(theOne(found("A", [unit("a"), unit("ab")]))?.id).toBe("a"));
  it("is left to the person where several fit", () =>
    expect(theOne(found("x", [unit("a"), unit("b")]))).toBeUndefined());
  it("is left to the person where the label is in doubt", () =>
    expect(theOne(found("x", [unit("a")], "the check digit does not fit"))).toBeUndefined());
  it("is no device that bears the name", () =>
    expect(theOne(found("x", [{ ...unit("a"), kind: "device" }]))).toBeUndefined());
});
