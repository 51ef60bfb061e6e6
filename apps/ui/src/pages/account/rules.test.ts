import { describe, expect, it } from "vitest";
import { read, typed } from "./rules";

describe("rules of product lines", () => {
  const lines = [
    { about: "dossier/s*", code: "", wish: "nothing" },
    { about: "site/east", code: "scan/*", wish: "at-once" },
  ];
  it("are typed one a line", () => expect(typed(lines)).toBe("dossier/s* - nothing\nsite/east scan/* at-once"));
  it("come back as typed", () => expect(read(`\n ${typed(lines)} \n\n`)).toEqual(lines));
  it("keep what is wrong for the server to say", () =>
    expect(read("dossier/x")).toEqual([{ about: "dossier/x", code: "", wish: "" }]));
});
