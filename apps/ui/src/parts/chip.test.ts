import { expect, it } from "vitest";
import { toneOf } from "./chip";

it("a state that nobody here knows is blind, never fine", () => expect(toneOf("certified")).toBe("blind"));
it("a verdict of silence is blind", () => expect(toneOf("no-answer")).toBe("blind"));
