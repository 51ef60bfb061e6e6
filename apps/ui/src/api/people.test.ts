import { expect, it } from "vitest";
import { isNothing } from "./people";

it("nothing waits only where everything was looked into", () => {
  const nothing = { items: [], more: false, unreadable: [] };
  expect(isNothing(nothing)).toBe(true);
  expect(isNothing({ ...nothing, more: true })).toBe(false);
  expect(isNothing({ ...nothing, unreadable: [{ id: "dossier/pump", why: "damaged" }] })).toBe(false);
});
