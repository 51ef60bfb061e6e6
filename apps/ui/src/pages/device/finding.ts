import type { Finding } from "../../api/answers";
import type { Say } from "../../words/say";

/** What makes a vulnerability worse than others, in one line. */
export function severity(say: Say, finding: Finding): string {
  const { vulnerability } = finding;
  if (!vulnerability) return "";
  const parts: string[] = [];
  if (vulnerability.known_exploited) {
    const since = vulnerability.known_exploited_since;
    parts.push(since ? say("device.exploited.since", { since }) : say("device.exploited"));
  }
  if (vulnerability.cvss) {
    const { score, scorer } = vulnerability.cvss;
    parts.push(say("device.cvss", { score: score.toFixed(1), scorer }));
  }
  if (vulnerability.epss !== null) parts.push(say("device.epss", { value: vulnerability.epss.toFixed(3) }));
  return parts.join(" · ");
}

const ORDER: Record<Finding["priority"], number> = { blocking: 0, undecided: 1, attention: 2, note: 3 };

/** In the order of the terminal: the worst first; of what blocks, findings of the dossier before vulnerabilities, of the rest after. */
export function worstFirst(findings: Finding[]): Finding[] {
  const rank = ({ priority, vulnerability }: Finding) =>
    ORDER[priority] * 2 +
    ((priority === "blocking") === (vulnerability === undefined || vulnerability === null) ? 0 : 1);
  return [...findings].sort((one, other) => rank(one) - rank(other));
}

/** What is known of harm to a patient. */
export function harm(say: Say, finding: Finding): string {
  const known = finding.vulnerability?.patient_harm;
  if (!known) return "";
  return known === "not-assessed" ? say("device.harm.not-assessed") : known;
}
