import { describe, expect, it } from "vitest";
import type { Finding } from "../../api/answers";
import { worstFirst } from "./finding";

const finding = (id: string, priority: Finding["priority"], vulnerability = true) =>
  ({ id, priority, vulnerability: vulnerability ? { id } : undefined }) as Finding;

describe("the order of findings", () => {
  it("shows what blocks first, wherever it stands in the answer", () => {
    const answered = [
      finding("undecided-1", "undecided"),
      finding("undecided-2", "undecided"),
      finding("note", "note"),
      finding("blocking-vulnerability", "blocking"),
      finding("undecided-document", "undecided", false),
      finding("blocking-decision", "blocking", false),
      finding("attention", "attention", false),
    ];
    expect(worstFirst(answered).map(({ id }) => id)).toEqual([
      "blocking-decision",
      "blocking-vulnerability",
      "undecided-1",
      "undecided-2",
      "undecided-document",
      "attention",
      "note",
    ]);
  });
});
