import { describe, expect, it } from "vitest";
import { following, type Progress, read } from "./events";

const of = (id: string, done: number, state: Progress["state"] = "running"): Progress => ({
  id,
  kind: "sync",
  label: id,
  done,
  total: null,
  unit: "bytes",
  state,
});

describe("what the server does now", () => {
  it("is one line for each piece of work", () =>
    expect(following([of("a", 1), of("b", 1)], of("a", 2))).toEqual([of("b", 1), of("a", 2)]));
  it("leaves out what has ended", () => {
    expect(following([of("a", 1)], of("a", 2, "done"))).toEqual([]);
    expect(following([of("a", 1)], of("a", 2, "failed"))).toEqual([]);
  });
  it("is not disturbed by what it does not understand", () => {
    expect(read("{")).toEqual({});
    expect(read("3")).toEqual({});
    expect(read('{"what":"work"}')).toEqual({ what: "work" });
  });
});
