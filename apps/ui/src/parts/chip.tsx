import type { ReactNode } from "react";
import { useSpeaking } from "../words/lang";
import { word } from "../words/say";

/** What a state means to its reader; each has its own shape, so that it is told without colour. */
export type Tone = "bad" | "warn" | "ok" | "blind" | "plain";

/** The shape of each meaning. */
export const SHAPES: Record<Tone, string> = { bad: "▲", warn: "●", ok: "✓", blind: "◇", plain: "·" };

/** A state: word, shape and colour, in that order of weight. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`chip ${tone}`}>
      <span aria-hidden="true">{SHAPES[tone]}</span>
      {children}
    </span>
  );
}

const TONES: Record<string, Tone> = {
  blocking: "bad",
  undecided: "warn",
  "nothing-blocking": "ok",
  "no-answer": "blind",
  attention: "plain",
  note: "plain",
  different: "bad",
  "equal-at-this-firewall": "ok",
  "not-proved": "blind",
  touched: "bad",
  possible: "warn",
  unknown: "blind",
  "set-aside": "plain",
  "not-found": "ok",
  fresh: "ok",
  stale: "bad",
  undated: "blind",
  future: "blind",
  missing: "blind",
  "in-force": "ok",
  "not-in-force": "bad",
  unfiltered: "bad",
  joined: "ok",
  "release-unknown": "blind",
  "several-dossiers": "warn",
  "no-dossier": "blind",
  retired: "plain",
  new: "warn",
  same: "plain",
  changed: "warn",
  conflict: "bad",
  matched: "warn",
  "no-known-vulnerability": "ok",
  "version-not-comparable": "blind",
  "not-resolvable": "blind",
  "no-source": "blind",
  own: "plain",
  waits: "warn",
  approved: "ok",
  rejected: "bad",
  "none-needed": "plain",
  "not-software": "plain",
};

/** How a state of an answer is meant; a state that nobody here knows is blind, never fine. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? "blind";
}

/** A state of an answer, said with the label `prefix.state`; what is good news of another day is good news no more. */
export function State({ prefix, state, old }: { prefix: string; state: string; old?: boolean }) {
  const { say } = useSpeaking();
  const tone = toneOf(state);
  return <Chip tone={old && tone === "ok" ? "blind" : tone}>{word(say, prefix, state)}</Chip>;
}
