import type { CheckAnswer, Finding } from "../../api/answers";
import { type Say, sentences } from "../../words/say";

/** Whether a finding blocks or waits for a person. */
export function stands(finding: Finding): boolean {
  return finding.priority === "blocking" || finding.priority === "undecided";
}

/** The sentence that answers "what about this device?"; it never leaves out what nobody watches. */
export function sentence(say: Say, answer: CheckAnswer): string {
  const { findings, coverage, verdict } = answer;
  const of = (priority: Finding["priority"]) => findings.filter((finding) => finding.priority === priority).length;
  const exploited = findings.filter(
    (finding) => stands(finding) && finding.vulnerability?.known_exploited === true,
  ).length;
  const parts: string[] = [];
  if (verdict === "no-answer") parts.push(say("device.sentence.no-answer"));
  const unread = answer.documents.filter((document) => document.unread).length;
  if (unread > 0) parts.push(say("device.sentence.unread", { count: unread }));
  if (of("blocking") > 0) parts.push(say("device.sentence.blocking", { count: of("blocking") }));
  if (of("undecided") > 0) parts.push(say("device.sentence.undecided", { count: of("undecided") }));
  if (exploited > 0) parts.push(say("device.sentence.exploited", { count: exploited }));
  if (coverage.unwatched > 0) parts.push(say("device.sentence.unwatched", { count: coverage.unwatched }));
  if (parts.length === 0) parts.push(say("device.sentence.quiet"));
  return sentences(parts);
}
