import type { Finding } from "../../api/answers";
import { stands } from "./sentence";

/** Keys that decide, with the state of VEX that each chooses, in the order of the form. */
export const DECIDING = {
  i: "under_investigation",
  a: "affected",
  n: "not_affected",
  f: "fixed",
} as const;

/** A state that a key chooses. */
export type Chosen = (typeof DECIDING)[keyof typeof DECIDING];

/** The state that a key chooses, or nothing. */
export function chosenBy(key: string): Chosen | undefined {
  return Object.hasOwn(DECIDING, key) ? DECIDING[key as keyof typeof DECIDING] : undefined;
}

/** Whether a finding waits for somebody to decide about it. */
export function waits(finding: Finding): boolean {
  return stands(finding) && finding.vulnerability !== undefined && !finding.decision;
}
