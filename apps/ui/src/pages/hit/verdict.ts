import type { HitAnswer, HitResult } from "../../api/answers";
import type { Tone } from "../../parts/chip";
import { type Say, sentences } from "../../words/say";

/** What a page says of an answer. */
export interface Said {
  tone: Tone;
  word: string;
  sentence: string;
}

/** Installed units about which no answer can say anything. */
export function blindUnits(answer: HitAnswer): number {
  return answer.sites.reduce((sum, site) => sum + site.units_without_dossier + site.units_release_unknown, 0);
}

const ORDER = ["touched", "possible", "error", "unknown", "set-aside", "not-found"];

/** What is touched stands first, then what nobody can tell; otherwise in the order of the answer. */
export function worstFirst(results: HitResult[]): HitResult[] {
  const rank = ({ error, releases }: HitResult) =>
    Math.min(
      ...(error ? [ORDER.indexOf("error")] : []),
      ...(releases ?? []).map(({ outcome }) => ORDER.indexOf(outcome)),
      ORDER.length,
    );
  return [...results].sort((a, b) => rank(a) - rank(b));
}

/** The sentence, and whether it is good news: only when the program itself found nothing open and nothing blind. */
export function verdictOf(say: Say, answer: HitAnswer): Said {
  const { touched, unknown } = answer;
  if (answer.dossiers_found === 0)
    return { tone: "blind", word: say("verdict.no-answer"), sentence: say("hit.nothing") };
  const parts: string[] = [];
  if (touched > 0) parts.push(say("hit.yes", { count: touched }));
  else if (!answer.vulnerability) parts.push(say("hit.nobody_knows"));
  if (unknown > 0) parts.push(say("hit.unknown", { count: unknown }));
  const sentence = sentences(parts.length > 0 ? parts : [say("hit.no")]);
  if (touched > 0) return { tone: "bad", word: say("hit.touched"), sentence };
  if (!answer.vulnerability) return { tone: "blind", word: say("verdict.no-answer"), sentence };
  const possible = answer.results.some(({ releases }) => releases?.some(({ outcome }) => outcome === "possible"));
  if (possible) return { tone: "warn", word: say("hit.possible"), sentence };
  const open = unknown > 0 || answer.exit_status !== 0 || answer.not_read.length > 0 || blindUnits(answer) > 0;
  if (open) return { tone: "blind", word: say("hit.release-unknown"), sentence };
  return { tone: "ok", word: say("hit.not-found"), sentence };
}
