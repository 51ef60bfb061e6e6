import { expect, it } from "vitest";
import { scopeParts } from "./wards";

it("a scope for a ward is read up to the first slash, and nothing else is one", () => {
  expect(scopeParts("ward:alba/3/West")).toEqual({ site: "alba", ward: "3/West" });
  for (const other of ["ward:ICU", "ward:alba/", "ward:/ICU", "site:alba", ""])
    expect(scopeParts(other)).toBeUndefined();
});
